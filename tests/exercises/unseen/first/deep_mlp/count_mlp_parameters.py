# wrong
# mistake: counts the weights only and forgets the biases
# line: total += widths[i] * widths[i + 1]
# kind: step
# words: bias|offset
def count_mlp_parameters(widths):
    total = 0
    # every neighbouring pair of layers is fully connected
    for i in range(len(widths) - 1):
        total += widths[i] * widths[i + 1]
    return total
# ---
# wrong
# mistake: gives the input layer biases, too: the biases are summed over all layers instead of all but the first
# line: biases = sum(widths)
# kind: index
# words: input|first|bias
def count_mlp_parameters(widths):
    weights = sum(a * b for a, b in zip(widths[:-1], widths[1:]))
    biases = sum(widths)
    return weights + biases
# ---
# wrong
# mistake: multiplies the widths of all layers together, although only neighbouring layers are connected
# line: n_weights = math.prod(widths)
# kind: concept
# words: neighbour|neighbor|pair|next|consecutive|adjacent
import math


def count_mlp_parameters(widths):
    n_weights = math.prod(widths)
    n_biases = sum(widths[1:])
    return n_weights + n_biases
# ---
# wrong
# mistake: counts a single bias per layer, not one for each unit
# line: params += n_in * n_out + 1  # weight matrix and the bias
# kind: concept
# words: each unit|per unit|every unit|one bias|single bias|bias for each
def count_mlp_parameters(widths):
    params = 0
    for n_in, n_out in zip(widths, widths[1:]):
        params += n_in * n_out + 1  # weight matrix and the bias
    return params
# ---
# wrong
# mistake: the range ends one too early, so the last layer (to the outputs) is left out
# line: for k in range(len(widths) - 2):
# kind: index
# words: last|output|range
def count_mlp_parameters(widths):
    n = 0
    for k in range(len(widths) - 2):
        n_weights = widths[k] * widths[k + 1]
        n_biases = widths[k + 1]
        n = n + n_weights + n_biases
    return n
# ---
# wrong
# mistake: mirrors the network as if it were an autoencoder and counts a decoder as well
# line: mirrored = list(widths) + list(widths)[-2::-1]
# kind: concept
# words: mirror|autoencoder|decoder|second half|twice
def count_mlp_parameters(widths):
    # the decoder has the same layers backwards
    mirrored = list(widths) + list(widths)[-2::-1]
    return sum((a + 1) * b for a, b in zip(mirrored[:-1], mirrored[1:]))
# ---
# wrong
# mistake: the return stands inside the loop, so only the first layer is counted
# line: return total
# kind: place
# words: loop|indent|first layer|return
def count_mlp_parameters(widths):
    total = 0
    for n_in, n_out in zip(widths[:-1], widths[1:]):
        total += n_in * n_out
        total += n_out
        return total
# ---
# wrong
# mistake: pairs each layer with the next but one
# line: return sum(map(lambda a, b: a * b + b, widths, widths[2:]))
# kind: index
# words: next|neighbour|neighbor|pair|consecutive|adjacent
def count_mlp_parameters(widths):
    return sum(map(lambda a, b: a * b + b, widths, widths[2:]))
# ---
# wrong
# mistake: the one that stands for the bias is added to the outputs, so it counts a bias for each input
# line: total += rows * (cols + 1)
# kind: name
# words: bias|output|input
def count_mlp_parameters(widths):
    total, rows = 0, widths[0]
    for cols in widths[1:]:
        # the bias is an extra column of the weight matrix
        total += rows * (cols + 1)
        rows = cols
    return total
# ---
# wrong
# mistake: adds one learned slope for each hidden layer, although ReLU learns nothing
# line: activations = len(widths) - 2
# kind: concept
# words: activation|relu|slope|hidden
import numpy as np


def count_mlp_parameters(widths):
    w = np.asarray(widths)
    linear = int(np.dot(w[:-1], w[1:]) + w[1:].sum())
    activations = len(widths) - 2
    return linear + activations
# ---
# wrong
# mistake: at i = 0 the index -1 connects the output back to the input, and there are no biases
# line: for i in range(len(widths)):
# line: n_params += widths[i - 1] * widths[i]
# kind: index
# words: -1|wrap|last|range|bias
def count_mlp_parameters(widths):
    n_params = 0
    for i in range(len(widths)):
        n_params += widths[i - 1] * widths[i]
    return n_params
# ---
# right
# style: recursion
def count_mlp_parameters(widths):
    if len(widths) < 2:
        return 0
    return widths[1] * (widths[0] + 1) + count_mlp_parameters(widths[1:])
# ---
# right
# style: numpy matrix, sum of the first upper diagonal of an outer product
import numpy as np


def count_mlp_parameters(widths):
    w = np.array(widths)
    table = np.outer(w + 1, w)
    return int(np.trace(table, offset=1))
# ---
# right
# style: running pair without indices
def count_mlp_parameters(widths):
    layers = iter(widths)
    before = next(layers)
    count = 0
    for here in layers:
        count += here  # biases
        count += here * before  # weights
        before = here
    return count
# ---
# right
# style: shapes of the tensors a state_dict would have
import torch


def count_mlp_parameters(widths):
    shapes = []
    for i in range(1, len(widths)):
        shapes.append(torch.Size((widths[i], widths[i - 1])))
        shapes.append(torch.Size((widths[i],)))
    return sum(shape.numel() for shape in shapes)
