# wrong
# mistake: returns the square of the gain: the root is missing
# line: return 2 / (1 + negative_slope**2)
# kind: call
# words: root|sqrt|square
def leaky_relu_gain(negative_slope):
    return 2 / (1 + negative_slope**2)
# ---
# wrong
# mistake: the slope is not squared
# line: return math.sqrt(2 / (1 + negative_slope))
# kind: operator
# words: squar|**2|** 2
import math


def leaky_relu_gain(negative_slope):
    return math.sqrt(2 / (1 + negative_slope))
# ---
# wrong
# mistake: returns what the activation does to the size and not what makes up for it: the fraction is upside down
# line: return factor**0.5
# kind: concept
# words: invers|upside|recipro|divid|make up|makes up
def leaky_relu_gain(negative_slope):
    # half of the squares pass, the other half times alpha^2
    factor = (1 + negative_slope**2) / 2
    return factor**0.5
# ---
# wrong
# mistake: takes the root of the numerator only
# line: return np.sqrt(2) / (1 + negative_slope**2)
# kind: operator
# words: root|sqrt|whole|denominator|bracket|parenthes
import numpy as np


def leaky_relu_gain(negative_slope):
    return np.sqrt(2) / (1 + negative_slope**2)
# ---
# wrong
# mistake: takes the root of the denominator only, as ** binds more tightly than /
# line: g = 2 / (1 + a**2) ** 0.5
# kind: operator
# words: root|bracket|parenthes|preced|numerator|whole
def leaky_relu_gain(negative_slope):
    a = negative_slope
    g = 2 / (1 + a**2) ** 0.5
    return g
# ---
# wrong
# mistake: uses the variance behind the activation in place of its second moment
# line: variance = (1 + a**2) / 2 - mean**2
# kind: concept
# words: variance|second moment|mean
import math


def leaky_relu_gain(negative_slope):
    a = negative_slope
    mean = (1 - a) / math.sqrt(2 * math.pi)
    variance = (1 + a**2) / 2 - mean**2
    return 1 / math.sqrt(variance)
# ---
# wrong
# mistake: uses the gain of a plain ReLU, so the slope plays no part
# line: return torch.nn.init.calculate_gain("relu")
# kind: concept
# words: slope|leaky|relu|sqrt(2)|ignore
def leaky_relu_gain(negative_slope):
    return torch.nn.init.calculate_gain("relu")
# ---
# wrong
# mistake: does not hand the slope on, so torch takes its own default of 0.01
# line: return nn.init.calculate_gain("leaky_relu")
# kind: argument
# words: slope|default|0.01|param
def leaky_relu_gain(negative_slope):
    return nn.init.calculate_gain("leaky_relu")
# ---
# wrong
# mistake: forgets that half of the inputs are positive: 1 in place of 2 in the numerator
# line: return (1 / (1 + negative_slope ** 2)) ** 0.5
# kind: number
# words: half|numerator|factor 2|factor of 2|in place of 2|instead of 2
def leaky_relu_gain(negative_slope):
    return (1 / (1 + negative_slope ** 2)) ** 0.5
# ---
# wrong
# mistake: averages the slopes themselves and not their squares, so it makes up for the mean size and not for the second moment
# line: mean_slope = (1 + negative_slope) / 2
# kind: concept
# words: second moment|squar|mean
def leaky_relu_gain(negative_slope):
    # on one half the slope is 1, on the other it is alpha
    mean_slope = (1 + negative_slope) / 2
    return 1 / mean_slope
# ---
# wrong
# mistake: a minus where the squared slope is added
# line: return math.sqrt(2.0 / (1.0 - negative_slope * negative_slope))
# kind: operator
# words: plus|minus|sign|add|subtract
import math


def leaky_relu_gain(negative_slope):
    return math.sqrt(2.0 / (1.0 - negative_slope * negative_slope))
# ---
# wrong
# mistake: measures the standard deviation behind the activation, which leaves the mean out, where it needs the root of the mean square
# line: return (o.std() / z.std()).item()
# kind: concept
# words: deviation|variance|second moment|mean|std
def leaky_relu_gain(negative_slope):
    # no algebra: just measure it
    o = torch.randn(4_000_000, generator=torch.Generator().manual_seed(0))
    z = F.leaky_relu(o, negative_slope)
    return (o.std() / z.std()).item()
# ---
# wrong
# mistake: prints the gain and returns nothing
# line: print(gain)
# kind: step
# words: return|print|none
def leaky_relu_gain(negative_slope):
    gain = (2 / (1 + negative_slope**2)) ** 0.5
    print(gain)
# ---
# wrong
# mistake: squares the whole sum instead of the slope alone
# line: return (2 / (1 + negative_slope) ** 2) ** 0.5
# kind: operator
# words: squar|bracket|parenthes|sum
def leaky_relu_gain(negative_slope):
    return (2 / (1 + negative_slope) ** 2) ** 0.5
# ---
# right
# style: torch's own table
def leaky_relu_gain(negative_slope):
    return nn.init.calculate_gain("leaky_relu", negative_slope)
# ---
# right
# style: hypotenuse
import math


def leaky_relu_gain(negative_slope):
    return math.sqrt(2) / math.hypot(1, negative_slope)
# ---
# right
# style: root mean square of the two slopes, turned round
def leaky_relu_gain(negative_slope):
    slopes = torch.tensor([1.0, negative_slope], dtype=torch.float64)
    return slopes.square().mean().rsqrt().item()
# ---
# right
# style: solves g^2 (1 + a^2) / 2 = 1 by bisection
def leaky_relu_gain(negative_slope):
    low, high = 0.0, 2.0
    for _ in range(100):
        g = (low + high) / 2
        if g**2 * (1 + negative_slope**2) / 2 < 1:
            low = g
        else:
            high = g
    return high
# ---
# right
# style: numpy, roots of a polynomial in g
import numpy as np


def leaky_relu_gain(negative_slope):
    c = (1 + negative_slope**2) / 2
    return float(np.max(np.roots([c, 0, -1])))
