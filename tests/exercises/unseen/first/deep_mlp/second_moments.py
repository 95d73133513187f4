# wrong
# mistake: squares the mean where it should take the mean of the squares
# line: moments.append(signal.mean().square().item())
# kind: order
# words: mean of the square|square of the mean|squares the mean|square first|order|squared mean
def second_moments(inputs, weights, negative_slope):
    moments = []
    signal = inputs
    for weight in weights:
        signal = F.leaky_relu(signal @ weight.T, negative_slope)
        moments.append(signal.mean().square().item())
    return moments
# ---
# wrong
# mistake: takes the variance, which leaves the mean out, in place of the second moment
# line: out.append(x.var(unbiased=False).item())
# kind: concept
# words: variance|var(|second moment|mean
def second_moments(inputs, weights, negative_slope):
    x, out = inputs, []
    for W in weights:
        x = F.leaky_relu(F.linear(x, W), negative_slope)
        out.append(x.var(unbiased=False).item())
    return out
# ---
# wrong
# mistake: measures the sums before the activation, not what is behind it
# line: result.append((o**2).mean())
# kind: place
# words: before|activation|after|behind|leaky
def second_moments(inputs, weights, negative_slope):
    result = []
    z = inputs
    for w in weights:
        o = z @ w.T
        result.append((o**2).mean())
        z = F.leaky_relu(o, negative_slope)
    return result
# ---
# wrong
# mistake: multiplies by the matrix without turning it over: (n_out, n_in) needs the transpose
# line: h = F.leaky_relu(h @ w, negative_slope)
# kind: call
# words: transpos|.t|n_out
def second_moments(inputs, weights, negative_slope):
    h = inputs
    res = []
    for w in weights:
        h = F.leaky_relu(h @ w, negative_slope)
        res.append(float((h * h).mean()))
    return res
# ---
# wrong
# mistake: every layer is given the original inputs instead of the activations of the layer before
# line: z = F.leaky_relu(inputs @ weight.T, negative_slope)
# kind: name
# words: input|layer before|previous|chain
def second_moments(inputs, weights, negative_slope):
    seconds = []
    for weight in weights:
        z = F.leaky_relu(inputs @ weight.T, negative_slope)
        seconds.append(z.pow(2).mean().item())
    return seconds
# ---
# wrong
# mistake: the list begins with the second moment of the inputs, which are behind no layer
# line: history = [inputs.square().mean().item()]
# kind: step
# words: input|too long|first|layer|one more|too many
def second_moments(inputs, weights, negative_slope):
    history = [inputs.square().mean().item()]
    current = inputs
    for matrix in weights:
        current = F.leaky_relu(current @ matrix.T, negative_slope)
        history.append(current.square().mean().item())
    return history
# ---
# wrong
# mistake: appends after the loop, so only the last layer is measured
# line: values.append(a.square().mean())
# kind: place
# words: loop|last|indent|each layer
def second_moments(inputs, weights, negative_slope):
    a = inputs
    values = []
    for w in weights:
        a = F.leaky_relu(torch.mm(a, w.t()), negative_slope)
    values.append(a.square().mean())
    return values
# ---
# wrong
# mistake: does not hand on the slope, so leaky_relu uses its default of 0.01
# line: h = F.leaky_relu(h)
# kind: argument
# words: slope|default|0.01
def second_moments(inputs, weights, negative_slope):
    h = inputs
    means = []
    for i in range(len(weights)):
        h = torch.einsum("ni,oi->no", h, weights[i])
        h = F.leaky_relu(h)
        means.append(torch.mean(h**2).item())
    return means
# ---
# wrong
# mistake: divides the weights by the root of the number of inputs although they come ready scaled
# line: W = W / W.shape[1] ** 0.5
# kind: concept
# words: scal|divid|given|already|root|xavier
def second_moments(inputs, weights, negative_slope):
    moments = []
    x = inputs
    for W in weights:
        # keep the variance stable
        W = W / W.shape[1] ** 0.5
        x = F.leaky_relu(x @ W.T, negative_slope)
        moments.append((x**2).mean().item())
    return moments
# ---
# wrong
# mistake: averages over the batch only, so there is a number for each unit and not one for the layer
# line: list_of_moments.append(signal.pow(2).mean(dim=0))
# kind: argument
# words: unit|dim|one number|scalar|per layer
def second_moments(inputs, weights, negative_slope):
    list_of_moments = []
    signal = inputs
    for w in weights:
        signal = F.leaky_relu(signal @ w.T, negative_slope)
        list_of_moments.append(signal.pow(2).mean(dim=0))
    return list_of_moments
# ---
# wrong
# mistake: hands the squared activations on to the next layer
# line: x = F.leaky_relu(x @ w.T, negative_slope) ** 2
# kind: place
# words: squar|next layer|overwrit
def second_moments(inputs, weights, negative_slope):
    x, moments = inputs, []
    for w in weights:
        x = F.leaky_relu(x @ w.T, negative_slope) ** 2
        moments.append(x.mean().item())
    return moments
# ---
# wrong
# mistake: leaves the activation out behind the last layer, as in a network with logits
# line: if i < last:
# kind: concept
# words: last|final|output|activation
def second_moments(inputs, weights, negative_slope):
    last = len(weights) - 1
    x = inputs
    ms = []
    for i, w in enumerate(weights):
        x = x @ w.T
        if i < last:
            x = F.leaky_relu(x, negative_slope)
        ms.append(x.square().mean().item())
    return ms
# ---
# wrong
# mistake: divides by the number of samples only, so it returns the mean squared length of the rows
# line: squares.append((np.linalg.norm(a) ** 2 / a.shape[0]).item())
# kind: name
# words: unit|number of|length|norm|width|column
import numpy as np


def second_moments(inputs, weights, negative_slope):
    a = inputs.numpy()
    squares = []
    for w in weights:
        a = a @ w.numpy().T
        a = np.where(a >= 0, a, negative_slope * a)
        squares.append((np.linalg.norm(a) ** 2 / a.shape[0]).item())
    return squares
# ---
# wrong
# mistake: accumulate also yields the inputs, and the root is taken of each mean square
# line: states = accumulate(weights, step, initial=inputs)
# line: return [s.square().mean().sqrt().item() for s in states]
# kind: step
# words: input|first|initial|root|sqrt
from itertools import accumulate


def second_moments(inputs, weights, negative_slope):
    def step(signal, weight):
        return F.leaky_relu(signal @ weight.T, negative_slope)

    states = accumulate(weights, step, initial=inputs)
    return [s.square().mean().sqrt().item() for s in states]
# ---
# right
# style: accumulate, without the inputs
from itertools import accumulate


def second_moments(inputs, weights, negative_slope):
    states = accumulate(
        weights,
        lambda x, w: F.leaky_relu(x @ w.T, negative_slope),
        initial=inputs,
    )
    next(states)
    return [state.square().mean().item() for state in states]
# ---
# right
# style: real Linear layers
def second_moments(inputs, weights, negative_slope):
    result = []
    activation = nn.LeakyReLU(negative_slope)
    with torch.no_grad():
        for weight in weights:
            layer = nn.Linear(weight.shape[1], weight.shape[0], bias=False, dtype=weight.dtype)
            layer.weight.copy_(weight)
            inputs = activation(layer(inputs))
            result.append(float(F.mse_loss(inputs, torch.zeros_like(inputs))))
    return result
# ---
# right
# style: recursion, columns in place of rows
def second_moments(inputs, weights, negative_slope):
    def onward(columns, rest):
        if not rest:
            return []
        o = rest[0] @ columns
        z = o.clamp(min=0) + negative_slope * o.clamp(max=0)
        return [(z * z).sum().item() / z.numel()] + onward(z, rest[1:])

    return onward(inputs.T, list(weights))
# ---
# right
# style: numpy
import numpy as np


def second_moments(inputs, weights, negative_slope):
    x = np.asarray(inputs)
    moments = []
    for w in weights:
        o = np.einsum("nj,ij->ni", x, np.asarray(w))
        x = np.where(o < 0, negative_slope * o, o)
        moments.append(float(np.average(x**2)))
    return moments
# ---
# right
# style: mean and variance put together
def second_moments(inputs, weights, negative_slope):
    moments, signal = [], inputs
    for weight in weights:
        signal = F.leaky_relu(F.linear(signal, weight), negative_slope)
        variance, mean = torch.var_mean(signal, correction=0)
        moments.append((variance + mean**2).item())  # E[z^2] = var + mean^2
    return moments
