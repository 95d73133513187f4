# wrong
# mistake: with <= a later width that is just as close replaces the earlier one, so of two equally close widths the larger is returned, not the smaller
# line: if distance <= best_distance:
# kind: comparison
# words: tie|equal|smaller|<=|strict|larger|same distance|just as close
def hidden_units(budget, n_layers, n_inputs=2, n_outputs=4):
    """Return the units per hidden layer that come closest to the budget."""
    best_width = 1
    best_distance = float("inf")
    for width in range(1, budget + 2):
        count = count_mlp_parameters([n_inputs] + [width] * n_layers + [n_outputs])
        distance = abs(count - budget)
        if distance <= best_distance:
            best_distance = distance
            best_width = width
    return best_width
# ---
# wrong
# mistake: returns the first width that reaches the budget, as in the quick way of the text, without looking whether the width below comes closer
# line: while size(h) < budget:
# kind: concept
# words: below|closest|nearest|first width|at least|smaller width|one less|previous|under the budget|compare
def hidden_units(budget, n_layers, n_inputs=2, n_outputs=4):
    def size(h):
        first = (n_inputs + 1) * h
        middle = (n_layers - 1) * (h + 1) * h
        last = (h + 1) * n_outputs
        return first + middle + last

    h = 1
    while size(h) < budget:
        h += 1
    return h
# ---
# wrong
# mistake: solves for h and rounds down, because a budget is taken as something one must not exceed, while the next larger width may come closer
# line: return max(1, math.floor(h))
# kind: concept
# words: floor|round|above|exceed|closest|nearest|larger|ceil|next width|over the budget
def hidden_units(budget, n_layers, n_inputs=2, n_outputs=4):
    import math

    a = n_layers - 1
    b = n_inputs + n_layers + n_outputs
    c = n_outputs - budget
    if a == 0:
        h = -c / b
    else:
        h = (-b + math.sqrt(b * b - 4 * a * c)) / (2 * a)
    return max(1, math.floor(h))
# ---
# wrong
# mistake: rounds the solution h to the nearest whole number, but as the count is quadratic in h the nearest h need not have the nearest count
# line: nearest = int(np.rint(root))
# kind: concept
# words: round|nearest count|quadratic|compare|both neighbours|both neighbors|floor|ceil|distance|not linear
def hidden_units(budget, n_layers, n_inputs=2, n_outputs=4):
    import numpy as np

    linear = n_inputs + n_outputs + n_layers
    quadratic = n_layers - 1
    if quadratic > 0:
        discriminant = linear**2 + 4 * quadratic * (budget - n_outputs)
        root = (np.sqrt(discriminant) - linear) / (2 * quadratic)
    else:
        root = (budget - n_outputs) / linear
    nearest = int(np.rint(root))
    return max(nearest, 1)
# ---
# wrong
# mistake: counts one hidden-to-hidden matrix for every hidden layer, although between n hidden layers there are only n - 1
# line: + n_layers * (width * width + width)
# kind: number
# words: n_layers - 1|one less|between|hidden-to-hidden|off by one|one too many|gaps|square|matrices
def hidden_units(budget, n_layers, n_inputs=2, n_outputs=4):
    candidates = range(1, max(budget, 1) + 1)

    def miss(width):
        total = (
            n_inputs * width + width
            + n_layers * (width * width + width)
            + width * n_outputs + n_outputs
        )
        return abs(total - budget)

    return min(candidates, key=miss)
# ---
# wrong
# mistake: the output layer is counted with its weights only, its biases are forgotten
# line: n_params += n * n_outputs
# kind: step
# words: bias|biases|output|last layer|n_outputs|missing|final layer|forgot
def hidden_units(budget, n_layers, n_inputs=2, n_outputs=4):
    n, best, best_err = 1, None, None
    while True:
        # parameters of a net with n units per hidden layer
        n_params = (n_inputs + 1) * n
        for _ in range(n_layers - 1):
            n_params += n * n + n
        n_params += n * n_outputs
        err = abs(budget - n_params)
        if best is None or err < best_err:
            best, best_err = n, err
        if n_params > budget:
            return best
        n += 1
# ---
# wrong
# mistake: the search begins with a width of 0, so for a tiny budget it returns 0 units although at least 1 is asked
# line: trials = np.arange(0, budget + 1)
# kind: index
# words: zero|width 0|width of 0|at least 1|at least one|begin|start|empty layer|minimum|lower bound
def hidden_units(budget, n_layers, n_inputs=2, n_outputs=4):
    import numpy as np

    trials = np.arange(0, budget + 1)
    counts = (n_layers - 1) * trials**2 + (n_inputs + n_layers + n_outputs) * trials + n_outputs
    return int(trials[np.abs(counts - budget).argmin()])
# ---
# wrong
# mistake: the distance to the budget is taken without its absolute value, so the smallest count is the minimum and the answer is always 1
# line: key=lambda h: count_mlp_parameters([n_inputs, *[h] * n_layers, n_outputs]) - budget,
# kind: call
# words: abs|absolute|negative|sign|distance|magnitude|below|always 1|smallest
def hidden_units(budget, n_layers, n_inputs=2, n_outputs=4):
    return min(
        range(1, budget + 2),
        key=lambda h: count_mlp_parameters([n_inputs, *[h] * n_layers, n_outputs]) - budget,
    )
# ---
# wrong
# mistake: in the quadratic formula the brackets around 2 * a are missing, so it divides by 2 and multiplies by a, which only shows with more than two layers
# line: exact = (-b + (b**2 - 4 * a * c) ** 0.5) / 2 * a
# kind: operator
# words: bracket|parenthes|precedence|divid|2 * a|2a|denominator|multipl|order of operations
def hidden_units(budget, n_layers, n_inputs=2, n_outputs=4):
    a, b, c = n_layers - 1, n_layers + n_inputs + n_outputs, n_outputs - budget
    f = lambda h: a * h**2 + b * h + n_outputs
    if a == 0:
        exact = -c / b
    else:
        exact = (-b + (b**2 - 4 * a * c) ** 0.5) / 2 * a
    low = max(1, int(exact))
    high = low + 1
    return low if budget - f(low) <= f(high) - budget else high
# ---
# wrong
# mistake: the numbers of inputs and outputs are written as 2 and 4, those of the spirals, instead of the arguments n_inputs and n_outputs
# line: layers = [2] + n_layers * [units] + [4]
# kind: number
# words: n_inputs|n_outputs|hard-coded|hardcoded|hard coded|fixed|argument|2 and 4|ignore|constant
def hidden_units(budget, n_layers, n_inputs=2, n_outputs=4):
    def off(units):
        layers = [2] + n_layers * [units] + [4]
        return abs(count_mlp_parameters(layers) - budget)

    units = 1
    while off(units + 1) < off(units):
        units += 1
    return units
# ---
# wrong
# mistake: two mistakes: the search ends at a fixed width that is enough for the examples but not for larger budgets, and the tuples are sorted so that ties go to the larger width
# line: for h in range(1, 30):
# line: table.append((abs(n - budget), -h))
# kind: index
# words: limit|upper|range|large budget|bound|enough|too small|tie|equal|sign
def hidden_units(budget, n_layers, n_inputs=2, n_outputs=4):
    table = []
    for h in range(1, 30):
        widths = [n_inputs]
        for _ in range(n_layers):
            widths.append(h)
        widths.append(n_outputs)
        n = 0
        for left, right in zip(widths, widths[1:]):
            n += left * right + right
        table.append((abs(n - budget), -h))
    table.sort()
    return -table[0][1]
# ---
# wrong
# mistake: two mistakes: the biases of the hidden layers are counted for one layer only, and the loop steps on before it sees that the distance has grown, so the width returned is one too large
# line: biases = h + n_outputs
# line: return h
# kind: return
# words: one too|h - 1|previous|overshoot|step back|off by one|bias|biases|each hidden layer
def hidden_units(budget, n_layers, n_inputs=2, n_outputs=4):
    def parameters(h):
        weights = n_inputs * h + (n_layers - 1) * h**2 + h * n_outputs
        biases = h + n_outputs
        return weights + biases

    h = 1
    old = abs(parameters(h) - budget)
    while True:
        h += 1
        new = abs(parameters(h) - budget)
        if new >= old:
            break
        old = new
    return h
# ---
# right
def hidden_units(budget, n_layers, n_inputs=2, n_outputs=4):
    """Return the units per hidden layer that come closest to the budget."""

    def error(width):
        widths = [n_inputs, *[width] * n_layers, n_outputs]
        return abs(count_mlp_parameters(widths) - budget)

    width = 1
    while error(width + 1) < error(width):
        width += 1
    return width
# ---
# right
def hidden_units(budget, n_layers, n_inputs=2, n_outputs=4):
    import math

    a = n_layers - 1
    b = n_inputs + n_layers + n_outputs

    def count(h):
        return a * h * h + b * h + n_outputs

    if a == 0:
        h = (budget - n_outputs) / b
    else:
        root = math.sqrt(max(0, b * b + 4 * a * (budget - n_outputs)))
        h = (root - b) / (2 * a)
    low = max(1, math.floor(h))
    return min((low, low + 1), key=lambda k: abs(count(k) - budget))
# ---
# right
def hidden_units(budget, n_layers, n_inputs=2, n_outputs=4):
    import numpy as np

    h = np.arange(1, max(int(budget), 1) + 2)
    counts = (n_inputs + 1) * h + (n_layers - 1) * (h + 1) * h + (h + 1) * n_outputs
    return int(h[np.argmin(np.abs(counts - budget))])
# ---
# right
def hidden_units(budget, n_layers, n_inputs=2, n_outputs=4):
    best = None
    h = 0
    n = 0
    while n < budget or best is None:
        h += 1
        n = n_inputs * h + n_outputs * h + n_outputs + n_layers * h
        for _ in range(1, n_layers):
            n += h * h
        off = abs(n - budget)
        if best is None or off < best[0]:
            best = (off, h)
    return best[1]
