# wrong
# mistake: adds one bias for each input of a layer instead of one for each of its output units, because the bias is pictured as sitting with the units that send
# line: total += n_in * n_out + n_in
# kind: name
# words: bias|biases|output|n_out|n_in|receiv|input unit|outgoing|each unit of the next
def count_mlp_parameters(widths):
    """Return the number of parameters for widths such as [2, 14, 4]."""
    total = 0
    for n_in, n_out in zip(widths, widths[1:]):
        total += n_in * n_out + n_in
    return total
# ---
# wrong
# mistake: counts only the weights and forgets that every unit has a bias, since a layer is thought of as nothing but a matrix
# line: return sum(a * b for a, b in zip(widths[:-1], widths[1:]))
# kind: step
# words: bias|biases|offset|only the weights|only weights|intercept|+ b|missing term
def count_mlp_parameters(widths):
    return sum(a * b for a, b in zip(widths[:-1], widths[1:]))
# ---
# wrong
# mistake: gives every layer a single bias, as if it were one shared number, instead of one for each unit
# line: biases = 1
# kind: concept
# words: bias|biases|per unit|each unit|every unit|one for each|per layer|single|shared|vector
def count_mlp_parameters(widths):
    n_parameters = 0
    for layer in range(1, len(widths)):
        weights = widths[layer - 1] * widths[layer]
        biases = 1
        n_parameters = n_parameters + weights + biases
    return n_parameters
# ---
# wrong
# mistake: the loop ends one layer too early, because 2 is subtracted from the length although there is one layer of weights less than entries, so the output layer is not counted
# line: while k < len(widths) - 2:
# kind: index
# words: last|output layer|off by one|too early|one layer|final|range|end of the loop|len(widths) - 1
def count_mlp_parameters(widths):
    k = 0
    count = 0
    while k < len(widths) - 2:
        inputs = widths[k]
        outputs = widths[k + 1]
        count += (inputs + 1) * outputs
        k += 1
    return count
# ---
# wrong
# mistake: doubles the count, as for an autoencoder whose decoder mirrors the encoder, but an MLP has no mirrored half
# line: return int(2 * per_layer.sum())
# kind: concept
# words: twice|double|mirror|second half|autoencoder|decoder|factor 2|factor of 2|2 *
def count_mlp_parameters(widths):
    import numpy as np

    w = np.asarray(widths)
    per_layer = w[:-1] * w[1:] + w[1:]
    return int(2 * per_layer.sum())
# ---
# wrong
# mistake: sums the biases over all layers including the input layer, whose entries are numbers that are given and have no bias
# line: n_biases = sum(widths)
# kind: index
# words: input layer|input has no|inputs have no|first layer|first entry|widths[1:]|without the first|given
def count_mlp_parameters(widths):
    n_weights = 0
    for i in range(len(widths) - 1):
        n_weights += widths[i] * widths[i + 1]
    n_biases = sum(widths)
    return n_weights + n_biases
# ---
# wrong
# mistake: the return is indented into the loop, so the function ends after the first layer
# line: return result
# kind: place
# words: indent|inside the loop|in the loop|first layer|too early|after the loop|first pass|first iteration|dedent
def count_mlp_parameters(widths):
    result = 0
    previous = widths[0]
    for current in widths[1:]:
        result += previous * current
        result += current
        previous = current
        return result
# ---
# wrong
# mistake: gives biases to the hidden layers only, in the belief that the output layer just adds up and has none
# line: hidden = widths[1:-1]
# kind: index
# words: output|last layer|bias|biases|only the hidden|slice|final
def count_mlp_parameters(widths):
    """Weights between neighbours, plus biases."""

    def dot(u, v):
        return sum(x * y for x, y in zip(u, v))

    hidden = widths[1:-1]
    return dot(widths[:-1], widths[1:]) + sum(hidden)
# ---
# wrong
# mistake: the loop begins at 0, where i - 1 is -1, so that Python wraps around and counts a layer from the output back to the input
# line: for i in range(len(widths)):
# kind: index
# words: wrap|i - 1|negative index|start at 1|begin at 1|last element|range(1|output to the input|extra layer|first index
def count_mlp_parameters(widths):
    params = []
    for i in range(len(widths)):
        params.append(widths[i - 1] * widths[i] + widths[i])
    return sum(params)
# ---
# wrong
# mistake: adds one parameter for the activation of every hidden layer as with a PReLU, but a ReLU has nothing to learn
# line: n_activation = len(widths) - 2
# kind: concept
# words: relu|activation|learn|slope|prelu|no parameter|no weights|hidden layer
def count_mlp_parameters(widths):
    n_linear = sum([(n + 1) * m for n, m in zip(widths, widths[1:])])
    n_activation = len(widths) - 2
    return n_linear + n_activation
# ---
# wrong
# mistake: two mistakes: the recursion already stops when two widths are left, so that the last layer is not counted, and it adds a bias for each input instead of each output
# line: if len(widths) <= 2:
# line: return first * second + first + count_mlp_parameters(widths[1:])
# kind: comparison
# words: last layer|base case|recursion|stop|too early|output|bias|biases|second|receiv
def count_mlp_parameters(widths):
    if len(widths) <= 2:
        return 0
    first, second = widths[0], widths[1]
    return first * second + first + count_mlp_parameters(widths[1:])
# ---
# wrong
# mistake: two mistakes: the weights are taken as the product of all widths instead of the sum of the products of neighbours, and the input gets biases as well
# line: weights *= w
# line: biases += w
# kind: concept
# words: neighbour|neighbor|pair|product of all|multipl|consecutive|adjacent|input layer|bias|biases
def count_mlp_parameters(widths):
    weights = 1
    biases = 0
    for w in widths:
        weights *= w
        biases += w
    return weights + biases
# ---
# right
def count_mlp_parameters(widths):
    return sum((n_in + 1) * n_out for n_in, n_out in zip(widths, widths[1:]))
# ---
# right
def count_mlp_parameters(widths):
    """Return the number of parameters for widths such as [2, 14, 4]."""
    weights = 0
    biases = 0
    for i in range(1, len(widths)):
        weights += widths[i - 1] * widths[i]
        biases += widths[i]
    return weights + biases
# ---
# right
def count_mlp_parameters(widths):
    if len(widths) < 2:
        return 0
    n_in, n_out, *rest = widths
    this_layer = n_in * n_out + n_out
    return this_layer + count_mlp_parameters([n_out, *rest])
# ---
# right
def count_mlp_parameters(widths):
    import numpy as np

    w = np.array(widths, dtype=np.int64)
    return int(w[:-1] @ w[1:]) + int(w.sum()) - int(w[0])
