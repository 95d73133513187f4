# wrong
# mistake: stops at the first flat epoch, although the loss may fall fast again later
# line: if losses[i - 1] - losses[i] <= tolerance:
# kind: concept
# words: later|last|again|first flat|after|first time
def epochs_until_flat(losses, tolerance):
    for i in range(1, len(losses)):
        if losses[i - 1] - losses[i] <= tolerance:
            return i
    return len(losses)
# ---
# wrong
# mistake: counts a drop of exactly the tolerance as still falling (>= for >)
# line: if losses[i - 1] - losses[i] >= tolerance:
# kind: comparison
# words: exactly|equal|>=|more than
def epochs_until_flat(losses, tolerance):
    enough = 1
    for i in range(1, len(losses)):
        if losses[i - 1] - losses[i] >= tolerance:
            enough = i + 1
    return enough
# ---
# wrong
# mistake: takes the absolute change, so an epoch that raises the loss counts as well
# line: big = [k for k in range(1, len(losses)) if abs(losses[k] - losses[k - 1]) > tolerance]
# kind: call
# words: abs|rise|raise|increase|lowers|goes up
def epochs_until_flat(losses, tolerance):
    big = [k for k in range(1, len(losses)) if abs(losses[k] - losses[k - 1]) > tolerance]
    return big[-1] + 1 if big else 1
# ---
# wrong
# mistake: returns the index of the last fast epoch and not its number, one too few
# line: last = i
# kind: index
# words: + 1|index|one too|off by one|number of epochs|one less
def epochs_until_flat(losses, tolerance):
    last = 1
    for i in range(1, len(losses)):
        drop = losses[i - 1] - losses[i]
        if drop > tolerance:
            last = i
    return last
# ---
# wrong
# mistake: the difference has the wrong sign: it looks for epochs that raise the loss
# line: drops = np.diff(np.asarray(losses, dtype=float))
# kind: operator
# words: sign|minus|negative|raise|rise|increase
import numpy as np


def epochs_until_flat(losses, tolerance):
    drops = np.diff(np.asarray(losses, dtype=float))
    fast = np.flatnonzero(drops > tolerance)
    if fast.size == 0:
        return 1
    return int(fast[-1]) + 2
# ---
# wrong
# mistake: takes the drop relative to the loss before, although the tolerance is absolute
# line: relative = (losses[n - 2] - losses[n - 1]) / losses[n - 2]
# kind: concept
# words: relative|divid|ratio|percent|absolute
def epochs_until_flat(losses, tolerance):
    n = len(losses)
    while n > 1:
        relative = (losses[n - 2] - losses[n - 1]) / losses[n - 2]
        if relative > tolerance:
            return n
        n -= 1
    return 1
# ---
# wrong
# mistake: compares each loss with the last one, not with that of the epoch before
# line: if loss - losses[-1] <= tolerance:
# kind: concept
# words: last|final|before|previous
def epochs_until_flat(losses, tolerance):
    for epoch, loss in enumerate(losses, start=1):
        if loss - losses[-1] <= tolerance:
            return epoch
    return len(losses)
# ---
# wrong
# mistake: gives 0 where the loss never falls fast, though at least one epoch is needed
# line: answer = 0
# kind: number
# words: at least|zero|gives 0|returns 0|from 1|0 epochs
def epochs_until_flat(losses, tolerance):
    answer = 0
    previous = losses[0]
    for epoch, loss in enumerate(losses[1:], 2):
        if previous - loss > tolerance:
            answer = epoch
        previous = loss
    return answer
# ---
# wrong
# mistake: compares the loss itself with the tolerance, not its drop
# line: below = [i for i, loss in enumerate(losses) if loss <= tolerance]
# kind: concept
# words: drop|difference|itself|change|fall
def epochs_until_flat(losses, tolerance):
    below = [i for i, loss in enumerate(losses) if loss <= tolerance]
    if below:
        return below[0] + 1
    return len(losses)
# ---
# wrong
# mistake: counts the epochs with a large drop wherever they are, so flat ones in between are skipped
# line: return 1 + sum(a - b > tolerance for a, b in zip(losses, losses[1:]))
# kind: concept
# words: count|last|between|position|where|number of
def epochs_until_flat(losses, tolerance):
    return 1 + sum(a - b > tolerance for a, b in zip(losses, losses[1:]))
# ---
# wrong
# mistake: takes the first of the large drops where it needs the last
# line: return torch.nonzero(fast)[0].item() + 2
# kind: index
# words: first|last|[-1]|[0]
def epochs_until_flat(losses, tolerance):
    curve = torch.tensor(losses, dtype=torch.float64)
    fast = curve[:-1] - curve[1:] > tolerance
    if not fast.any():
        return 1
    return torch.nonzero(fast)[0].item() + 2
# ---
# wrong
# mistake: the early return sits in the else of the loop's if, so only the last pair is ever looked at
# line: return 1
# kind: place
# words: else|loop|indent|last pair|first pass|return
def epochs_until_flat(losses, tolerance):
    # from the back: the first large drop that we meet decides
    for i in range(len(losses) - 1, 0, -1):
        if losses[i - 1] - losses[i] > tolerance:
            return i + 1
        else:
            return 1
    return len(losses)
# ---
# wrong
# mistake: the backward loop stops before the first drop, which is never looked at
# line: for i in range(len(losses) - 1, 1, -1):
# kind: index
# words: first|range|second epoch|too early|one too early
def epochs_until_flat(losses, tolerance):
    for i in range(len(losses) - 1, 1, -1):
        if losses[i] < losses[i - 1] - tolerance:
            return i + 1
    return 1
# ---
# wrong
# mistake: wants a whole run of flat epochs like patience in early stopping, three in a row, and returns where it ends
# line: if flat == 3:
# kind: concept
# words: patience|three|in a row|early stopping
def epochs_until_flat(losses, tolerance):
    flat = 0
    for i in range(1, len(losses)):
        if losses[i - 1] - losses[i] > tolerance:
            flat = 0
        else:
            flat += 1
        if flat == 3:
            return i + 1
    return len(losses)
# ---
# wrong
# mistake: compares with the best loss so far, and uses the absolute change
# line: if abs(best - loss) > tolerance:
# kind: concept
# words: best|before|previous|minimum|abs
def epochs_until_flat(losses, tolerance):
    best = losses[0]
    k = 1
    for i, loss in enumerate(losses):
        if abs(best - loss) > tolerance:
            k = i + 1
        best = min(best, loss)
    return k
# ---
# right
# style: word for word, smallest k for which no later epoch falls faster
def epochs_until_flat(losses, tolerance):
    n = len(losses)
    for k in range(1, n + 1):
        if all(not losses[i - 1] - losses[i] > tolerance for i in range(k, n)):
            return k
# ---
# right
# style: max with a default
def epochs_until_flat(losses, tolerance):
    pairs = enumerate(zip(losses, losses[1:]), start=2)
    return max((epoch for epoch, (old, new) in pairs if old - new > tolerance), default=1)
# ---
# right
# style: recursion from the end
def epochs_until_flat(losses, tolerance):
    losses = list(losses)
    if len(losses) == 1:
        return 1
    *_, before, last = losses
    if before - last > tolerance:
        return len(losses)
    return epochs_until_flat(losses[:-1], tolerance)
# ---
# right
# style: numpy, number of flat epochs at the end subtracted
import numpy as np


def epochs_until_flat(losses, tolerance):
    arr = np.array([float(v) for v in losses])
    is_fast = arr[:-1] - arr[1:] > tolerance
    trailing = 0
    for fast in is_fast[::-1]:
        if fast:
            break
        trailing += 1
    return len(arr) - trailing
