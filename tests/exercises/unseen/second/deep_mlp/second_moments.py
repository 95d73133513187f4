# wrong
# mistake: the weight matrix is not transposed, although nn.Linear multiplies by the transpose of (n_out, n_in); with square matrices nothing complains
# line: signal = F.leaky_relu(signal @ weight, negative_slope)
# kind: step
# words: transpos|w.t|weight.t|n_out|columns|rows|shape|wrong way
def second_moments(inputs, weights, negative_slope):
    """Return the mean square behind each layer, as a list."""
    signal = inputs
    moments = []
    for weight in weights:
        signal = F.leaky_relu(signal @ weight, negative_slope)
        moments.append(signal.square().mean().item())
    return moments
# ---
# wrong
# mistake: computes the variance, from which the squared mean has been taken away, instead of the second moment
# line: out.append(float(z.var()))
# kind: concept
# words: variance|var(|squared mean|second moment|mean square|mean of the square|subtract|centre|center
def second_moments(inputs, weights, negative_slope):
    out = []
    z = inputs
    for w in weights:
        o = F.linear(z, w)
        z = F.leaky_relu(o, negative_slope=negative_slope)
        out.append(float(z.var()))
    return out
# ---
# wrong
# mistake: squares the mean instead of taking the mean of the squares
# line: return activation.mean().item() ** 2
# kind: order
# words: order|mean of the square|square of the mean|first|before|squaring|squares|averag
def second_moments(inputs, weights, negative_slope):
    def moment(activation):
        return activation.mean().item() ** 2

    result = []
    h = inputs
    for W in weights:
        h = F.leaky_relu(torch.matmul(h, W.t()), negative_slope)
        result += [moment(h)]
    return result
# ---
# wrong
# mistake: measures the sums before the activation and not what comes out of the layer behind it
# line: moments[i] = (pre * pre).mean().item()
# kind: name
# words: activation|before|after|behind|leaky|pre|output|comes out
def second_moments(inputs, weights, negative_slope):
    moments = [0.0] * len(weights)
    post = inputs
    for i, matrix in enumerate(weights):
        pre = post @ matrix.T
        post = F.leaky_relu(pre, negative_slope)
        moments[i] = (pre * pre).mean().item()
    return moments
# ---
# wrong
# mistake: the slope is not passed to F.leaky_relu, which then works with its default of 0.01
# line: x = F.leaky_relu(x)
# kind: argument
# words: argument|default|0.01|pass|handed|ignored|negative_slope|its own slope
def second_moments(inputs, weights, negative_slope):
    x, squares = inputs.clone(), []
    for layer in range(len(weights)):
        x = x @ weights[layer].transpose(0, 1)
        x = F.leaky_relu(x)
        squares.append(x.pow(2).mean().item())
    return squares
# ---
# wrong
# mistake: the next layer gets the sums o and not the activations z, so the network behind the scenes is linear and the activation only touches what is measured
# line: o = torch.einsum("ni,oi->no", o, w)
# kind: name
# words: activat|next layer|linear|feed|fed|propagat|carried|carries|pass|handed
def second_moments(inputs, weights, negative_slope):
    o = inputs
    mean_squares = []
    for w in weights:
        o = torch.einsum("ni,oi->no", o, w)
        z = F.leaky_relu(o, negative_slope)
        mean_squares.append(torch.mean(z**2).item())
    return mean_squares
# ---
# wrong
# mistake: the hand-made LeakyReLU has a minus before the slope and folds negative numbers up; the squares of the first layer do not show it, all later ones do
# line: current = np.where(current >= 0, current, -negative_slope * current)
# kind: operator
# words: sign|minus|negative|positive|fold|absolute|mirror
def second_moments(inputs, weights, negative_slope):
    import numpy as np

    current = inputs.numpy()
    values = []
    for w in weights:
        current = current @ w.numpy().T
        current = np.where(current >= 0, current, -negative_slope * current)
        values.append(float(np.mean(current**2)))
    return values
# ---
# wrong
# mistake: returns what the formula predicts from the variance of the weights instead of sending the inputs through the layers and measuring
# line: q = q * factor * w.shape[1] * w.var().item()
# kind: concept
# words: theor|formula|predict|measur|send|sent|through the layers|expect|actual|estimate
def second_moments(inputs, weights, negative_slope):
    q = (inputs**2).mean().item()
    factor = (1 + negative_slope**2) / 2
    history = []
    for w in weights:
        q = q * factor * w.shape[1] * w.var().item()
        history.append(q)
    return history
# ---
# wrong
# mistake: leaves out the activation behind the last layer, as one does with the output of a classifier, but here every layer has one
# line: if number < len(weights):
# kind: concept
# words: last|activation|output|every layer|each layer|all layers|final|classif|leaky
def second_moments(inputs, weights, negative_slope):
    collected = []
    hidden = inputs
    for number, weight in enumerate(weights, start=1):
        hidden = nn.functional.linear(hidden, weight)
        if number < len(weights):
            hidden = F.leaky_relu(hidden, negative_slope)
        collected.append((hidden**2).mean().item())
    return collected
# ---
# wrong
# mistake: multiplies by the gain and divides by the root of the width inside the function, although the weights that come in already have their size
# line: scale = (2 / (1 + negative_slope**2)) ** 0.5 / w.shape[1] ** 0.5
# kind: concept
# words: scal|gain|already|root of the width|divid|xavier|extra|twice|as given|init
def second_moments(inputs, weights, negative_slope):
    def forward(x):
        for w in weights:
            scale = (2 / (1 + negative_slope**2)) ** 0.5 / w.shape[1] ** 0.5
            x = F.leaky_relu(x @ (scale * w).T, negative_slope)
            yield x

    return [x.square().mean().item() for x in forward(inputs)]
# ---
# wrong
# mistake: two mistakes: the append stands behind the loop, so that only the last layer is recorded, and the squares are added up instead of averaged
# line: moments.append(total.item())
# line: total = a.square().sum()
# kind: place
# words: indent|loop|only the last|each layer|every layer|mean|average|sum|divid
def second_moments(inputs, weights, negative_slope):
    a = inputs
    moments = []
    for weight in weights:
        a = a @ weight.T
        a = F.leaky_relu(a, negative_slope)
        total = a.square().sum()
    moments.append(total.item())
    return moments
# ---
# wrong
# mistake: two mistakes: the moment of the inputs is put in front, so the list has one number too many, and a root is taken, which gives the root mean square
# line: rms = [inputs.square().mean().sqrt().item()]
# line: rms.append(x.square().mean().sqrt().item())
# kind: step
# words: root|sqrt|rms|one too many|too long|extra|first entry|empty list|inputs|behind each layer
def second_moments(inputs, weights, negative_slope):
    rms = [inputs.square().mean().sqrt().item()]
    x = inputs
    k = 0
    while k < len(weights):
        x = F.leaky_relu(F.linear(x, weights[k]), negative_slope)
        rms.append(x.square().mean().sqrt().item())
        k += 1
    return rms
# ---
# right
def second_moments(inputs, weights, negative_slope):
    moments = []
    for weight in weights:
        inputs = F.leaky_relu(inputs @ weight.T, negative_slope)
        moments.append(inputs.square().mean().item())
    return moments
# ---
# right
def second_moments(inputs, weights, negative_slope):
    """Return the mean square behind each layer, as a list."""
    if len(weights) == 0:
        return []
    out = F.leaky_relu(F.linear(inputs, weights[0]), negative_slope=negative_slope)
    here = float((out**2).sum() / out.numel())
    return [here] + second_moments(out, weights[1:], negative_slope)
# ---
# right
def second_moments(inputs, weights, negative_slope):
    import numpy as np

    z = np.asarray(inputs)
    result = []
    for w in weights:
        o = z @ np.asarray(w).T
        z = np.where(o >= 0, o, negative_slope * o)
        result.append(float(np.mean(np.square(z))))
    return result
# ---
# right
def second_moments(inputs, weights, negative_slope):
    from itertools import accumulate

    def layer(x, w):
        return F.leaky_relu((w @ x.T).T, negative_slope)

    states = list(accumulate(weights, layer, initial=inputs))
    return [torch.mean(s * s).item() for s in states[1:]]
