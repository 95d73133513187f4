# wrong
# mistake: >= counts a drop of exactly the tolerance as a fall, though only more than the tolerance does
# line: if losses[i - 1] - losses[i] >= tolerance:
# kind: comparison
# words: >=|exactly|equal|more than|strict|greater|just
def epochs_until_flat(losses, tolerance):
    enough = 1
    for i in range(1, len(losses)):
        if losses[i - 1] - losses[i] >= tolerance:
            enough = i + 1
    return enough
# ---
# wrong
# mistake: stops at the first small step, though the loss may fall faster again later
# line: return epoch
# kind: concept
# words: first|later|again|last|afterwards|plateau|stops|too early|all following|no single
def epochs_until_flat(losses, tolerance):
    for epoch in range(1, len(losses)):
        drop = losses[epoch - 1] - losses[epoch]
        if drop <= tolerance:
            return epoch
    return len(losses)
# ---
# wrong
# mistake: returns the index of the last large drop, which is counted from 0, in place of the number of epochs
# line: return big[-1] if big else 1
# kind: number
# words: + 1|one too few|index|from 0|off by one|number of epochs|count|one less
def epochs_until_flat(losses, tolerance):
    big = [
        i
        for i in range(1, len(losses))
        if losses[i - 1] - losses[i] > tolerance
    ]
    return big[-1] if big else 1
# ---
# wrong
# mistake: the absolute value counts rises of the loss as well, though only lowering it counts
# line: changes = np.abs(np.diff(np.array(losses, dtype=float)))
# kind: call
# words: abs|rise|increase|sign|lower|goes up|fall|larger
def epochs_until_flat(losses, tolerance):
    import numpy as np

    changes = np.abs(np.diff(np.array(losses, dtype=float)))
    where = np.flatnonzero(changes > tolerance)
    if where.size == 0:
        return 1
    return int(where[-1]) + 2
# ---
# wrong
# mistake: compares each loss with the final one, so many small steps add up, though each single epoch is to be compared with the epoch before it
# line: if loss - final <= tolerance:
# kind: concept
# words: final|last loss|single|before it|add up|together|sum|neighbour|previous|consecutive|total
def epochs_until_flat(losses, tolerance):
    final = losses[-1]
    for n, loss in enumerate(losses, start=1):
        if loss - final <= tolerance:
            return n
# ---
# wrong
# mistake: finds the largest drop in place of the last one that is above the tolerance
# line: at = max(range(len(drops)), key=drops.__getitem__)
# kind: concept
# words: largest|biggest|steepest|last|maximum|later|max
def epochs_until_flat(losses, tolerance):
    drops = [a - b for a, b in zip(losses, losses[1:])]
    if not drops or max(drops) <= tolerance:
        return 1
    at = max(range(len(drops)), key=drops.__getitem__)
    return at + 2
# ---
# wrong
# mistake: where no epoch lowers the loss enough, it returns all epochs in place of 1, as it mixes up "never falls" with "falls to the end"
# line: return len(losses)
# kind: return
# words: 1|none|no drop|never|flat from|default|first epoch|all of them|nothing
def epochs_until_flat(losses, tolerance):
    """Go backwards until there is a real improvement."""
    i = len(losses) - 1
    while i > 0:
        improvement = losses[i - 1] - losses[i]
        if improvement > tolerance:
            return i + 1
        i -= 1
    return len(losses)
# ---
# wrong
# mistake: shortens the caller's list with pop, though the list must stay as it is
# line: losses.pop()
# kind: call
# words: pop|copy|stays|list|changes|modif|mutat|shorten|input|caller
def epochs_until_flat(losses, tolerance):
    # throw away flat epochs at the end
    while len(losses) > 1 and losses[-2] - losses[-1] <= tolerance:
        losses.pop()
    return len(losses)
# ---
# wrong
# mistake: the loop ends one step too early, so the drop in the last epoch is never looked at
# line: for k in range(len(losses) - 2):
# kind: index
# words: last|range|end|too early|- 1|final|one too few|misses|never looked
def epochs_until_flat(losses, tolerance):
    answer = 1
    for k in range(len(losses) - 2):
        before, after = losses[k], losses[k + 1]
        answer = k + 2 if before - after > tolerance else answer
    return answer
# ---
# wrong
# mistake: compares with the best loss so far, as early stopping does, and not with the epoch before
# line: if best - loss > tolerance:
# kind: concept
# words: best|before|previous|early stopping|minimum|lowest|so far|preceding
def epochs_until_flat(losses, tolerance):
    best = losses[0]
    result = 1
    for number, loss in enumerate(losses[1:], 2):
        if best - loss > tolerance:
            result = number
        best = min(best, loss)
    return result
# ---
# wrong
# mistake: two mistakes: measures the drop relative to the loss, as a fraction, and counts one epoch too few
# line: relative = (previous - current) / previous
# line: last = i
# kind: concept
# words: relative|fraction|divi|percent|absolute|ratio|+ 1|one too few|off by one|index
def epochs_until_flat(losses, tolerance):
    last = 1
    for i, (previous, current) in enumerate(zip(losses[:-1], losses[1:]), 1):
        relative = (previous - current) / previous
        if relative > tolerance:
            last = i
    return last
# ---
# wrong
# mistake: two mistakes: the difference has the wrong sign (later minus earlier), so it finds rises of the loss, and it gives 0 where there are none
# line: falls = [losses[i] - losses[i - 1] > tolerance for i in range(1, len(losses))]
# line: return max([i + 2 for i, f in enumerate(falls) if f], default=0)
# kind: operator
# words: sign|minus|rise|reverse|swap|wrong way|later|order|default|at least 1|0
def epochs_until_flat(losses, tolerance):
    falls = [losses[i] - losses[i - 1] > tolerance for i in range(1, len(losses))]
    return max([i + 2 for i, f in enumerate(falls) if f], default=0)
# ---
# right
def epochs_until_flat(losses, tolerance):
    n = len(losses)
    while n > 1 and losses[n - 2] - losses[n - 1] <= tolerance:
        n -= 1
    return n
# ---
# right
def epochs_until_flat(losses, tolerance):
    return max(
        (
            epoch
            for epoch, (old, new) in enumerate(zip(losses, losses[1:]), 2)
            if old - new > tolerance
        ),
        default=1,
    )
# ---
# right
def epochs_until_flat(losses, tolerance):
    import numpy as np

    falls = -np.diff(np.asarray(losses, dtype=np.float64)) > tolerance
    steep = np.nonzero(falls)[0]
    return int(steep.max()) + 2 if len(steep) else 1
# ---
# right
def epochs_until_flat(losses, tolerance):
    def is_flat_after(n):
        """Does no epoch after the n-th lower the loss enough?"""
        for later in range(n, len(losses)):
            if losses[later - 1] - losses[later] > tolerance:
                return False
        return True

    for candidate in range(1, len(losses) + 1):
        if is_flat_after(candidate):
            return candidate
