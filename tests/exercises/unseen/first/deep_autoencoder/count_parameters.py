# wrong
# mistake: counts the encoder only and forgets the way back
# line: for n, m in zip(widths[:-1], widths[1:]):
# kind: concept
# words: decoder|way back|mirror|other half|both halves
def count_parameters(widths):
    """Return the number of parameters for widths such as [784, 392, 64, 2]."""
    total = 0
    for n, m in zip(widths[:-1], widths[1:]):
        total += n * m  # weights
        total += m  # biases
        total += 1  # slope
    return total
# ---
# wrong
# mistake: mirrors the list with the code in it twice, so a layer from code to code is counted
# line: both = list(widths) + list(widths)[::-1]
# kind: index
# words: twice|code to code|additional layer|extra layer|one layer too many
def count_parameters(widths):
    both = list(widths) + list(widths)[::-1]
    weights = sum(a * b for a, b in zip(both, both[1:]))
    biases = sum(both[1:])
    slopes = len(both) - 2
    return weights + biases + slopes
# ---
# wrong
# mistake: doubles the encoder's biases, although the decoder's layers have other widths at their output, down to the pixels
# line: biases = 2 * sum(widths[1:])
# kind: concept
# words: bias|output|pixels|decoder's layers|not the same on both
def count_parameters(widths):
    n = len(widths) - 1
    weights = 2 * sum(widths[i] * widths[i + 1] for i in range(n))
    biases = 2 * sum(widths[1:])
    slopes = 2 * n - 1
    return weights + biases + slopes
# ---
# wrong
# mistake: forgets the slopes of the PReLUs
# line: return params
# kind: step
# words: slope|prelu
def count_parameters(widths):
    params = 0
    path = list(widths)
    for w in widths[-2::-1]:
        path.append(w)
    for i in range(1, len(path)):
        params = params + (path[i - 1] + 1) * path[i]
    return params
# ---
# wrong
# mistake: counts a slope for each unit, not one for each layer
# line: slopes = np.sum(full[1:-1])
# kind: concept
# words: slope|each unit|per unit|whole layer|prelu
import numpy as np


def count_parameters(widths):
    full = np.concatenate([widths, widths[-2::-1]])
    weights = np.sum(full[:-1] * full[1:])
    biases = np.sum(full[1:])
    slopes = np.sum(full[1:-1])
    return int(weights + biases + slopes)
# ---
# wrong
# mistake: counts a slope behind the last layer too, which has a sigmoid
# line: total += n_in * n_out + n_out + 1
# kind: number
# words: sigmoid|last layer|last linear|one slope too many|slope
def count_parameters(widths):
    total = 0
    for n_in, n_out in zip(widths, widths[1:]):
        # there
        total += n_in * n_out + n_out + 1
        # and back
        total += n_out * n_in + n_in + 1
    return total
# ---
# wrong
# mistake: the range ends one too early, so the last layer is not counted
# line: for k in range(len(w) - 2):
# kind: index
# words: last layer|range|one too early|too short
def count_parameters(widths):
    w = widths + widths[::-1][1:]
    n_weights = n_biases = n_slopes = 0
    for k in range(len(w) - 2):
        n_weights += w[k] * w[k + 1]
        n_biases += w[k + 1]
        n_slopes += 1
    return n_weights + n_biases + n_slopes
# ---
# wrong
# mistake: returns inside the loop, after the first layer
# line: return total + len(full) - 2
# kind: place
# words: loop|first layer|indent
def count_parameters(widths):
    full = list(widths[:-1]) + list(reversed(widths))
    total = 0
    for a, b in zip(full, full[1:]):
        total += a * b + b
        return total + len(full) - 2
# ---
# wrong
# mistake: list.reverse() turns the list around in place and gives back None
# line: way_back = widths[:-1].reverse()
# kind: call
# words: none|in place|reversed|[::-1]|reverse
def count_parameters(widths):
    way_back = widths[:-1].reverse()
    w = widths + way_back
    total = 0
    for i in range(len(w) - 1):
        total += w[i] * w[i + 1] + w[i + 1]
    total += len(w) - 2
    return total
# ---
# wrong
# mistake: only the PReLUs of the encoder are counted, and the code's units have no biases
# line: n_bias = widths[0] + 2 * sum(widths[1:-1])
# line: n_slope = len(widths) - 1
# kind: concept
# words: slope|prelu|decoder|bias
def count_parameters(widths):
    pairs = [(widths[j], widths[j + 1]) for j in range(len(widths) - 1)]
    n_weight = 2 * sum([p[0] * p[1] for p in pairs])
    n_bias = widths[0] + 2 * sum(widths[1:-1])
    n_slope = len(widths) - 1
    return n_weight + n_bias + n_slope
# ---
# wrong
# mistake: adds the widths at both ends of a layer, instead of multiplying them, for its weights
# line: return a + b + b
# kind: operator
# words: multipl|product|times|weights|n * m|a * b
def count_parameters(widths):
    def linear(a, b):
        return a + b + b

    mirrored = list(widths) + list(widths[:-1])[::-1]
    n_linear = len(mirrored) - 1
    result = n_linear - 1  # one PReLU behind every Linear but the last
    for i in range(n_linear):
        result += linear(mirrored[i], mirrored[i + 1])
    return result
# ---
# right
# style: one line, a pair of layers at a time
def count_parameters(widths):
    return sum(2 * a * b + a + b + 2 for a, b in zip(widths, widths[1:])) - 1
# ---
# right
# style: recursion from the outside inwards
def count_parameters(widths):
    outer, inner, *deeper = widths
    pair = (outer + 1) * inner + (inner + 1) * outer
    if not deeper:
        return pair + 1  # a slope behind the code, a sigmoid at the end
    return pair + 2 + count_parameters([inner, *deeper])
# ---
# right
# style: numpy, dot product of shifted lists
import numpy as np


def count_parameters(widths):
    w = np.asarray(list(widths) + list(widths)[-2::-1], dtype=np.int64)
    weights = w[:-1] @ w[1:]
    biases = w[1:].sum()
    slopes = w.size - 2
    return int(weights + biases + slopes)
# ---
# right
# style: verbose, counters and indices, Matlab-like
def count_parameters(widths):
    n_layers = len(widths) - 1
    count = 0
    for i in range(0, n_layers, 1):
        count = count + widths[i] * widths[i + 1]
        count = count + widths[i + 1]
        count = count + 1
    for i in range(n_layers, 0, -1):
        count = count + widths[i] * widths[i - 1]
        count = count + widths[i - 1]
        if i != 1:
            count = count + 1
    return count
