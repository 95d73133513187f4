# wrong
# mistake: takes the first width that reaches the budget, not the closest: a width below may be nearer
# line: return h
# kind: concept
# words: below|closest|closer|nearest|nearer|from above
def hidden_units(budget, n_layers, n_inputs=2, n_outputs=4):
    h = 1
    while count_mlp_parameters([n_inputs] + [h] * n_layers + [n_outputs]) < budget:
        h = h + 1
    return h
# ---
# wrong
# mistake: takes the largest width that stays within the budget, though one above may come closer
# line: while size(width + 1) <= budget:
# kind: concept
# words: above|closest|closer|nearest|nearer|exceed
def hidden_units(budget, n_layers, n_inputs=2, n_outputs=4):
    def size(width):
        first = (n_inputs + 1) * width
        middle = (n_layers - 1) * (width + 1) * width
        last = (width + 1) * n_outputs
        return first + middle + last

    width = 1
    # a budget is a budget: do not spend more
    while size(width + 1) <= budget:
        width += 1
    return width
# ---
# wrong
# mistake: rounds the solution for h, which is the nearest width and not the width with the nearest count
# line: return max(1, round(h))
# kind: concept
# words: round|count
import math


def hidden_units(budget, n_layers, n_inputs=2, n_outputs=4):
    a = n_layers - 1
    b = n_inputs + 1 + n_layers - 1 + n_outputs
    c = n_outputs - budget
    if a == 0:
        h = -c / b
    else:
        h = (-b + math.sqrt(b * b - 4 * a * c)) / (2 * a)
    return max(1, round(h))
# ---
# wrong
# mistake: of two widths that are equally close it takes the larger, as <= replaces the smaller by the next
# line: if off <= best_off:
# kind: comparison
# words: tie|equal|smaller|<=
def hidden_units(budget, n_layers, n_inputs=2, n_outputs=4):
    best, best_off = None, float("inf")
    for width in range(1, budget + 1):
        off = abs(count_mlp_parameters([n_inputs, *[width] * n_layers, n_outputs]) - budget)
        if off <= best_off:
            best, best_off = width, off
    return best
# ---
# wrong
# mistake: builds one hidden layer too few, as if the output layer were one of the n_layers
# line: widths = [n_inputs] + (n_layers - 1) * [h] + [n_outputs]
# kind: number
# words: hidden layer|one layer|n_layers|too few|output layer
def hidden_units(budget, n_layers, n_inputs=2, n_outputs=4):
    counts = {}
    for h in range(1, budget + 2):
        widths = [n_inputs] + (n_layers - 1) * [h] + [n_outputs]
        counts[h] = count_mlp_parameters(widths)
    return min(counts, key=lambda h: (abs(counts[h] - budget), h))
# ---
# wrong
# mistake: hard-codes two inputs and four outputs and ignores the arguments
# line: shape = [2, *[k] * n_layers, 4]
# kind: number
# words: n_inputs|n_outputs|input|output|argument|hard-cod
def hidden_units(budget, n_layers, n_inputs=2, n_outputs=4):
    distance = []
    for k in range(1, budget + 1):
        shape = [2, *[k] * n_layers, 4]
        distance.append(abs(budget - count_mlp_parameters(shape)))
    return distance.index(min(distance)) + 1
# ---
# wrong
# mistake: returns all hidden units together, not the units of one hidden layer
# line: return n_layers * best
# kind: concept
# words: per layer|per hidden|each layer|each hidden|one layer|all layers
def hidden_units(budget, n_layers, n_inputs=2, n_outputs=4):
    best = min(
        range(1, budget + 1),
        key=lambda h: abs(count_mlp_parameters([n_inputs, *[h] * n_layers, n_outputs]) - budget),
    )
    return n_layers * best
# ---
# wrong
# mistake: compares the signed difference, without abs, so the most expensive width always wins
# line: return min(candidates, key=lambda h: budget - cost(h))
# kind: call
# words: abs|sign|negative|absolute
def hidden_units(budget, n_layers, n_inputs=2, n_outputs=4):
    def cost(h):
        return count_mlp_parameters([n_inputs] + [h for _ in range(n_layers)] + [n_outputs])

    candidates = range(1, budget + 1)
    return min(candidates, key=lambda h: budget - cost(h))
# ---
# wrong
# mistake: the formula has the weights only; the biases of all layers are missing
# line: b = n_inputs + n_outputs
# kind: step
# words: bias|offset
import math


def hidden_units(budget, n_layers, n_inputs=2, n_outputs=4):
    # a h^2 + b h = budget
    a = n_layers - 1
    b = n_inputs + n_outputs

    def f(h):
        return a * h**2 + b * h

    if a > 0:
        h = (math.sqrt(b**2 + 4 * a * budget) - b) / (2 * a)
    else:
        h = budget / b
    low = max(1, math.floor(h))
    if abs(f(low) - budget) <= abs(f(low + 1) - budget):
        return low
    return low + 1
# ---
# wrong
# mistake: one weight matrix between hidden layers too many: n_layers hidden layers have n_layers - 1 between them
# line: mid = n_layers * (h * h + h)
# kind: number
# words: n_layers - 1|between|one less|one too many|one fewer|hidden
import torch


def hidden_units(budget, n_layers, n_inputs=2, n_outputs=4):
    h = torch.arange(1, budget + 1)
    start = n_inputs * h + h
    mid = n_layers * (h * h + h)
    end = h * n_outputs + n_outputs
    return int(h[(start + mid + end - budget).abs().argmin()])
# ---
# wrong
# mistake: returns the place in the list, which begins at 0, and so one unit too few
# line: return int(np.argmin(gaps))
# kind: index
# words: index|off by one|one too|zero|position|starts at
import numpy as np


def hidden_units(budget, n_layers, n_inputs=2, n_outputs=4):
    widths = np.arange(1, budget + 1)
    params = [count_mlp_parameters([n_inputs, *[int(w)] * n_layers, n_outputs]) for w in widths]
    gaps = np.abs(np.array(params) - budget)
    return int(np.argmin(gaps))
# ---
# wrong
# mistake: the search ends at 20 units, so large budgets are out of reach
# line: for units in range(1, 21):
# kind: number
# words: 20|range|search|larger|large budget
def hidden_units(budget, n_layers, n_inputs=2, n_outputs=4):
    best_units = 1
    smallest = None
    for units in range(1, 21):
        d = abs(count_mlp_parameters([n_inputs, *[units] * n_layers, n_outputs]) - budget)
        if smallest is None or d < smallest:
            smallest = d
            best_units = units
    return best_units
# ---
# wrong
# mistake: in the quadratic formula the discriminant has + 4ac where it needs - 4ac, and the search around the root looks at one side only
# line: root = (-b + (b**2 + 4 * a * c) ** 0.5) / (2 * a) if a else -c / b
# line: options = [max(1, int(root.real)), max(1, int(root.real)) - 1]
# kind: operator
# words: discriminant|sign|minus|quadratic|formula
def hidden_units(budget, n_layers, n_inputs=2, n_outputs=4):
    a = n_layers - 1
    b = n_inputs + n_outputs + n_layers
    c = n_outputs - budget
    root = (-b + (b**2 + 4 * a * c) ** 0.5) / (2 * a) if a else -c / b
    options = [max(1, int(root.real)), max(1, int(root.real)) - 1]
    return min(options, key=lambda h: abs(a * h * h + b * h + c))
# ---
# right
# style: brute force, key with the tie rule spelled out
def hidden_units(budget, n_layers, n_inputs=2, n_outputs=4):
    def key(h):
        n = count_mlp_parameters((n_inputs,) + (h,) * n_layers + (n_outputs,))
        return abs(n - budget), h

    return min(range(1, max(budget, 1) + 1), key=key)
# ---
# right
# style: formula, then compare the two whole numbers around the root
import math


def hidden_units(budget, n_layers, n_inputs=2, n_outputs=4):
    a = n_layers - 1
    b = n_inputs + n_outputs + n_layers
    c = n_outputs - budget
    if a == 0:
        root = -c / b
    else:
        root = (-b + math.sqrt(max(0, b**2 - 4 * a * c))) / (2 * a)
    lower = max(1, math.floor(root))
    upper = lower + 1
    error_lower = abs(a * lower**2 + b * lower + c)
    error_upper = abs(a * upper**2 + b * upper + c)
    return upper if error_upper < error_lower else lower
# ---
# right
# style: bisection for the first width at or above the budget, then one step back if better
def hidden_units(budget, n_layers, n_inputs=2, n_outputs=4):
    def n_params(h):
        return (n_inputs + 1) * h + (n_layers - 1) * (h * h + h) + (h + 1) * n_outputs

    lo, hi = 1, 1
    while n_params(hi) < budget:
        hi *= 2
    while lo < hi:
        mid = (lo + hi) // 2
        if n_params(mid) < budget:
            lo = mid + 1
        else:
            hi = mid
    if lo > 1 and budget - n_params(lo - 1) <= n_params(lo) - budget:
        return lo - 1
    return lo
# ---
# right
# style: walk up as long as the distance shrinks (counts rise steadily)
def hidden_units(budget, n_layers, n_inputs=2, n_outputs=4):
    def distance(h):
        return abs(budget - count_mlp_parameters([n_inputs, *([h] * n_layers), n_outputs]))

    h = 1
    while distance(h + 1) < distance(h):
        h += 1
    return h
# ---
# right
# style: torch, all widths at once, own count without the other function
import torch


def hidden_units(budget, n_layers, n_inputs=2, n_outputs=4):
    h = torch.arange(1, budget + 2, dtype=torch.int64)
    count = h * (n_inputs + 1) + (n_layers - 1) * h * (h + 1) + n_outputs * (h + 1)
    gap = (count - budget).abs()
    return h[gap == gap.min()].min().item()
