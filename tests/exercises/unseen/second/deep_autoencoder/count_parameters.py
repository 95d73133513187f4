# wrong
# mistake: takes the decoder for an exact double of the encoder and counts the encoder's biases twice; on the way back a layer has as many biases as the wider side
# line: encoder = sum(n * m + m for n, m in zip(widths, widths[1:]))
# line: return 2 * encoder + 2 * (len(widths) - 1) - 1
# kind: concept
# words: bias|decoder|output|mirror|twice|doubl|symmetr|way back|not the same
def count_parameters(widths):
    encoder = sum(n * m + m for n, m in zip(widths, widths[1:]))
    return 2 * encoder + 2 * (len(widths) - 1) - 1
# ---
# wrong
# mistake: gives each unit behind a PReLU a slope of its own, while a PReLU has one slope for the whole layer
# line: params += n_out
# kind: concept
# words: slope|prelu|per unit|each unit|per layer|whole layer|single|only one
def count_parameters(widths):
    sizes = list(widths) + list(widths[:-1])[::-1]
    params = 0
    n_layers = len(sizes) - 1
    for k in range(n_layers):
        n_in = sizes[k]
        n_out = sizes[k + 1]
        params = params + n_in * n_out
        params = params + n_out
        if k < n_layers - 1:
            # the PReLU
            params += n_out
    return params
# ---
# wrong
# mistake: counts a PReLU behind every Linear, but behind the last one stands the sigmoid, which has no slope
# line: slopes = len(all_widths) - 1
# kind: number
# words: slope|prelu|last|sigmoid|one too many|off by one|one less|final|output layer
import torch


def count_parameters(widths):
    w = torch.tensor(widths)
    all_widths = torch.cat([w, w.flip(0)[1:]])
    weights = (all_widths[:-1] * all_widths[1:]).sum().item()
    biases = all_widths[1:].sum().item()
    slopes = len(all_widths) - 1
    return weights + biases + slopes
# ---
# wrong
# mistake: the range ends one too early, so that the layer into the code (and the one out of it) is never counted
# line: for i in range(len(widths) - 2):
# kind: index
# words: range|last layer|off by one|one too|too early|stops|bottleneck|code|missing layer|len(widths) - 1
def count_parameters(widths):
    total = 0
    for i in range(len(widths) - 2):
        a, b = widths[i], widths[i + 1]
        total += a * b + b      # down
        total += b * a + a      # up again
    total += 2 * len(widths) - 3
    return total
# ---
# wrong
# mistake: mirrors the list with the code in it, so that the code width stands there twice and a Linear from code to code is counted which the network does not have
# line: chain = [*widths, *reversed(widths)]
# kind: index
# words: code|bottleneck|twice|duplicat|repeat|middle|extra layer|mirror|revers
def count_parameters(widths):
    chain = [*widths, *reversed(widths)]
    linear = lambda n, m: (n + 1) * m
    total = sum(linear(n, m) for n, m in zip(chain[:-1], chain[1:]))
    return total + len(chain) - 2
# ---
# wrong
# mistake: counts the slopes of the encoder only and forgets that the decoder has PReLUs too
# line: n_prelu = len(widths) - 1
# kind: step
# words: slope|prelu|decoder|way back|both|half|mirror|second
def count_parameters(widths):
    """Return the number of parameters for widths such as [784, 392, 64, 2]."""
    n_weights = 0
    n_bias = 0
    previous = widths[0]
    for width in widths[1:]:
        n_weights += 2 * previous * width
        n_bias += width + previous
        previous = width
    n_prelu = len(widths) - 1
    return n_weights + n_bias + n_prelu
# ---
# wrong
# mistake: thinks that a layer has one bias, and adds 1 per Linear where m biases belong
# line: return n * m + 1
# kind: concept
# words: bias|each unit|per unit|output|every unit|m biases|per neuron|one bias
def _linear(n, m):
    return n * m + 1


def count_parameters(widths):
    down = [_linear(n, m) for n, m in zip(widths, widths[1:])]
    back = widths[::-1]
    up = [_linear(n, m) for n, m in zip(back, back[1:])]
    prelus = len(down) + len(up) - 1
    return sum(down) + sum(up) + prelus
# ---
# wrong
# mistake: builds the mirrored list but then loops over the given one, so that the decoder's layers are not counted
# line: for n, m in zip(widths, widths[1:]):
# kind: name
# words: decoder|mirror|encoder only|only the encoder|full|wrong list|variable|half|both
def count_parameters(widths):
    full = widths + widths[-2::-1]
    count = 0
    for n, m in zip(widths, widths[1:]):
        count += n * m   # weights
        count += m       # biases
    count += len(full) - 2   # slopes
    return count
# ---
# wrong
# mistake: the second name is the same list, so reverse() turns round widths as well, and the chain becomes code to input to hidden to input
# line: decoder_widths = widths
# kind: call
# words: copy|same list|alias|in place|reverse|mutat|both names|list(|modif|reference
def count_parameters(widths):
    decoder_widths = widths
    decoder_widths.reverse()
    layers = widths + decoder_widths[1:]

    n_params = 0
    for j in range(1, len(layers)):
        n_params += layers[j] * (layers[j - 1] + 1)
    n_params += len(layers) - 2
    return n_params
# ---
# wrong
# mistake: the return stands inside the loop, so that only the first pair of layers is counted
# line: return total - 1
# kind: place
# words: indent|inside the loop|in the loop|first|return|after the loop|outside|too early|dedent
def count_parameters(widths):
    total = 0
    i = 0
    while i + 1 < len(widths):
        big, small = widths[i], widths[i + 1]
        total += 2 * big * small + big + small + 2
        i += 1
        return total - 1
# ---
# wrong
# mistake: leaves the slopes of the PReLUs out, and gives the layers of the decoder no biases
# line: from_code = sum(w[i + 1] * w[i] for i in range(len(w) - 1))
# line: return to_code + from_code
# kind: step
# words: slope|prelu|bias|decoder|missing|forg|left out|activation
def count_parameters(widths):
    w = widths
    to_code = sum(w[i] * w[i + 1] + w[i + 1] for i in range(len(w) - 1))
    from_code = sum(w[i + 1] * w[i] for i in range(len(w) - 1))
    return to_code + from_code
# ---
# wrong
# mistake: multiplies each width by itself because both slices are the same, and counts one slope too few for the layers
# line: weights = 2 * int(np.dot(w[:-1], w[:-1]))
# line: slopes = 2 * (len(w) - 1) - 2
# kind: index
# words: slice|w[1:]|itself|square|next|neighbour|shift|slope|prelu|off by one
def count_parameters(widths):
    import numpy as np
    w = np.array(widths)
    weights = 2 * int(np.dot(w[:-1], w[:-1]))
    biases = int(w[1:].sum() + w[:-1].sum())
    slopes = 2 * (len(w) - 1) - 2
    return weights + biases + slopes
# ---
# right
def count_parameters(widths):
    full = list(widths) + list(widths)[-2::-1]
    total = 0
    for n, m in zip(full, full[1:]):
        total += n * m + m + 1
    return total - 1
# ---
# right
def count_parameters(widths):
    import numpy as np

    w = np.asarray(widths, dtype=np.int64)
    weights = 2 * np.sum(w[1:] * w[:-1])
    biases = 2 * np.sum(w) - w[0] - w[-1]
    slopes = 2 * len(w) - 3
    return int(weights + biases + slopes)
# ---
# right
def count_parameters(widths):
    def layer(n_in, n_out):
        return (n_in + 1) * n_out

    def stack(sizes):
        if len(sizes) < 2:
            return 0
        # every layer here brings one PReLU along
        return layer(sizes[0], sizes[1]) + 1 + stack(sizes[1:])

    without_slope_at_the_end = -1
    return stack(list(widths)) + stack(list(widths)[::-1]) + without_slope_at_the_end
# ---
# right
def count_parameters(widths):
    return sum(2 * a * b + a + b + 2 for a, b in zip(widths[:-1], widths[1:])) - 1
