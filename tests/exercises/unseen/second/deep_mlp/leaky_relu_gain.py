# wrong
# mistake: solves for the square of the gain and forgets to take the root
# line: return 2 / (1 + negative_slope**2)
# kind: step
# words: root|sqrt|square|g**2|g^2|0.5|squared
def leaky_relu_gain(negative_slope):
    """Return the gain that makes up for a LeakyReLU of that slope."""
    return 2 / (1 + negative_slope**2)
# ---
# wrong
# mistake: the slope is not squared, although the second moment of the negative half is multiplied by the square of the slope
# line: passed = (1 + negative_slope) / 2
# kind: step
# words: square|**2|** 2|squared|alpha^2|second moment
def leaky_relu_gain(negative_slope):
    import math

    passed = (1 + negative_slope) / 2
    return math.sqrt(1 / passed)
# ---
# wrong
# mistake: subtracts the squared mean and so keeps the variance of the activations at 1, while the next layer asks for the second moment
# line: spread = second_moment - mean**2
# kind: concept
# words: variance|second moment|mean|subtract|square|careful|spread
def leaky_relu_gain(negative_slope):
    second_moment = (1 + negative_slope**2) / 2
    mean = (1 - negative_slope) / (2 * torch.pi) ** 0.5
    spread = second_moment - mean**2
    return 1 / spread**0.5
# ---
# wrong
# mistake: the fraction is upside down: it returns the factor by which the signal shrinks and not the one that makes up for it
# line: gain = np.sqrt((1 + alpha * alpha) / 2)
# kind: operator
# words: upside|invers|reciprocal|invert|1 /|flip|numerator|denominator|shrink|makes up
def leaky_relu_gain(negative_slope):
    import numpy as np

    alpha = negative_slope
    gain = np.sqrt((1 + alpha * alpha) / 2)
    return float(gain)
# ---
# wrong
# mistake: reasons with the size of the signal itself, of which half passes and half is multiplied by the slope, instead of with its squares
# line: mean_derivative = 0.5 * 1 + 0.5 * slope
# kind: concept
# words: square|second moment|root|amplitude|energy|sqrt|squared
def leaky_relu_gain(negative_slope):
    slope = negative_slope
    # f'(o) is 1 or the slope, each half of the time
    mean_derivative = 0.5 * 1 + 0.5 * slope
    gain = 1 / mean_derivative
    return gain
# ---
# wrong
# mistake: ** binds more tightly than /, so the result is raised to the power 1 and then halved instead of taking the root
# line: g = g_squared ** 1/2
# kind: operator
# words: precedence|bracket|parenthes|root|0.5|(1/2)|1 / 2|halv|power|order of operations
def leaky_relu_gain(negative_slope):
    g_squared = 2 / (1 + negative_slope ** 2)
    g = g_squared ** 1/2
    return g
# ---
# wrong
# mistake: a bracket in the wrong place squares the sum of 1 and the slope instead of the slope alone
# line: return float(torch.sqrt(torch.tensor(2 / (1 + negative_slope) ** 2)))
# kind: operator
# words: bracket|parenthes|only the slope|slope alone|sum|square|cross term|1 + slope
def leaky_relu_gain(negative_slope):
    return float(torch.sqrt(torch.tensor(2 / (1 + negative_slope) ** 2)))
# ---
# wrong
# mistake: forgets that each half counts with a probability of one half, so the factor 2 is missing
# line: kept = positive + negative
# kind: step
# words: half|1/2|0.5|factor 2|factor of 2|probab|average|divide by 2|divided by 2
def leaky_relu_gain(negative_slope):
    def square(x):
        return x * x

    positive = square(1.0)
    negative = square(negative_slope)
    kept = positive + negative
    return kept ** (-0.5)
# ---
# wrong
# mistake: draws a straight line between the known gains for the slopes 0 and 1 instead of solving the equation, so all slopes in between are wrong
# line: return (1 - negative_slope) * relu + negative_slope * linear
# kind: concept
# words: linear|interpolat|straight|between|equation|solve|curve|square|formula|condition
def leaky_relu_gain(negative_slope):
    relu = 2**0.5  # slope 0
    linear = 1.0  # slope 1
    return (1 - negative_slope) * relu + negative_slope * linear
# ---
# wrong
# mistake: the slope is not handed on to calculate_gain, which then takes its default of 0.01
# line: return nn.init.calculate_gain("leaky_relu")
# kind: argument
# words: argument|default|0.01|param|pass|handed|hand on|ignored|depend
def leaky_relu_gain(negative_slope):
    return nn.init.calculate_gain("leaky_relu")
# ---
# wrong
# mistake: two mistakes: the brackets around 1 + a**2 are missing, so only the square of the slope is halved, and no root is taken
# line: factor = 1 + a**2 / 2
# line: return factor**-1
# kind: operator
# words: bracket|parenthes|precedence|halv|both|root|sqrt|square|0.5
def leaky_relu_gain(negative_slope):
    a = negative_slope
    factor = 1 + a**2 / 2
    return factor**-1
# ---
# wrong
# mistake: two mistakes: the negative half enters with the slope instead of its square, and the root of the factor is returned and not its reciprocal
# line: lost_half = 0.5 * abs(negative_slope)
# line: return math.sqrt(full_half + lost_half)
# kind: concept
# words: square|squared|reciprocal|invers|upside|1 /|invert|second moment|slope**2|make up
def leaky_relu_gain(negative_slope):
    import math

    full_half = 0.5
    lost_half = 0.5 * abs(negative_slope)
    return math.sqrt(full_half + lost_half)
# ---
# right
def leaky_relu_gain(negative_slope):
    return (2 / (1 + negative_slope**2)) ** 0.5
# ---
# right
def leaky_relu_gain(negative_slope):
    import math

    second_moment = 0.5 * 1.0 + 0.5 * math.pow(negative_slope, 2)
    return 1.0 / math.sqrt(second_moment)
# ---
# right
def leaky_relu_gain(negative_slope):
    return nn.init.calculate_gain("leaky_relu", float(negative_slope))
# ---
# right
def leaky_relu_gain(negative_slope):
    """Find g by bisection: g^2 (1 + slope^2) / 2 = 1."""
    low, high = 0.0, 2.0
    for _ in range(100):
        middle = (low + high) / 2
        if middle * middle * (1 + negative_slope * negative_slope) / 2 < 1:
            low = middle
        else:
            high = middle
    return (low + high) / 2
