# wrong
# mistake: adds the padding once, though there are zeros at both ends
# line: return (size + padding - kernel) // stride + 1
# kind: number
# words: both ends|twice|2 *|both sides|double
def convolution_size(size, kernel, stride=1, padding=0):
    """Return how many places a kernel has on a row of pixels."""
    return (size + padding - kernel) // stride + 1
# ---
# wrong
# mistake: counts the moves and forgets the place where the kernel starts
# line: return (padded - kernel) // stride
# kind: number
# words: + 1|plus one|start|first place|moves|one too few
def convolution_size(size, kernel, stride=1, padding=0):
    padded = size + 2 * padding
    return (padded - kernel) // stride
# ---
# wrong
# mistake: divides with a single slash, which gives a float and fractions of a place
# line: n = (size + 2 * padding - kernel) / stride + 1
# kind: operator
# words: //|integer|whole|fraction|round|float
def convolution_size(size, kernel, stride=1, padding=0):
    n = (size + 2 * padding - kernel) / stride + 1
    return n
# ---
# wrong
# mistake: rounds up, so it counts a last place where the kernel hangs over the end
# line: moves = math.ceil((size + 2 * padding - kernel) / stride)
# kind: call
# words: ceil|round|floor|hang|down
import math


def convolution_size(size, kernel, stride=1, padding=0):
    moves = math.ceil((size + 2 * padding - kernel) / stride)
    return moves + 1
# ---
# wrong
# mistake: adds the one before it divides by the stride, not after
# line: return (size + 2 * padding - kernel + 1) // stride
# kind: operator
# words: before|after the division|inside|bracket|parenthes
def convolution_size(size, kernel, stride=1, padding=0):
    return (size + 2 * padding - kernel + 1) // stride
# ---
# wrong
# mistake: without brackets only the kernel is divided by the stride
# line: places = size + 2 * padding - kernel // stride + 1
# kind: operator
# words: bracket|parenthes|only the kernel|preceden|difference
def convolution_size(size, kernel, stride=1, padding=0):
    places = size + 2 * padding - kernel // stride + 1
    return places
# ---
# wrong
# mistake: stops when the kernel touches the right end, though it may lie flush with it
# line: while position + kernel < size + 2 * padding:
# kind: comparison
# words: <=|flush|touch|equal|exactly at|last place
def convolution_size(size, kernel, stride=1, padding=0):
    position = 0
    places = 0
    while position + kernel < size + 2 * padding:
        places += 1
        position += stride
    return places
# ---
# wrong
# mistake: lets the kernel start at every stride-th pixel, and does not look whether it hangs over the right end
# line: return len(range(0, row, stride))
# kind: concept
# words: hang|right end|over the end|does not fit|last start
def convolution_size(size, kernel, stride=1, padding=0):
    row = size + 2 * padding
    return len(range(0, row, stride))
# ---
# wrong
# mistake: counts the middles of the kernel and leaves half a kernel off at both ends, which is one pixel too few for an even kernel
# line: usable = size + 2 * padding - 2 * half
# kind: concept
# words: even|half|kernel - 1|middle|centre|center
def convolution_size(size, kernel, stride=1, padding=0):
    half = kernel // 2
    # the centre of the kernel can be anywhere but within half a kernel of the ends
    usable = size + 2 * padding - 2 * half
    return (usable - 1) // stride + 1
# ---
# wrong
# mistake: moves the kernel on by its own length, and not by the stride
# line: left += kernel
# kind: name
# words: stride|moves on|own length|own width|left +=
def convolution_size(size, kernel, stride=1, padding=0):
    left, right_end = -padding, size + padding
    stops = 0
    while left + kernel <= right_end:
        stops += 1
        left += kernel
    return stops
# ---
# wrong
# mistake: the sign is minus: it takes the padding away instead of adding it, and it forgets the first place
# line: free = size - 2 * padding - kernel
# line: return free // stride
# kind: operator
# words: subtract|plus|minus|+ 1|first place
def convolution_size(size, kernel, stride=1, padding=0):
    free = size - 2 * padding - kernel
    return free // stride
# ---
# wrong
# mistake: the end of the range leaves out the last start, since range stops before its end
# line: starts = range(0, size + 2 * padding - kernel, stride)
# kind: index
# words: range|+ 1|last start|last place|excluded|stops before
def convolution_size(size, kernel, stride=1, padding=0):
    starts = range(0, size + 2 * padding - kernel, stride)
    return sum(1 for _ in starts)
# ---
# right
# style: walks along the row
def convolution_size(size, kernel, stride=1, padding=0):
    end = size + 2 * padding
    start, stops = 0, 0
    while start + kernel <= end:
        stops += 1
        start += stride
    return stops
# ---
# right
# style: length of a range
def convolution_size(size, kernel, stride=1, padding=0):
    last_start = size + padding - kernel
    return len(range(-padding, last_start + 1, stride))
# ---
# right
# style: lets torch cut the windows
def convolution_size(size, kernel, stride=1, padding=0):
    row = F.pad(torch.zeros(size), (padding, padding))
    return row.unfold(0, kernel, stride).shape[0]
# ---
# right
# style: rounding up instead of down: ceil of the number of starts over the stride
import math


def convolution_size(size, kernel, stride=1, padding=0):
    n_starts = size + padding + padding - kernel + 1
    return math.ceil(n_starts / stride)
# ---
# right
# style: divmod, terse
def convolution_size(size, kernel, stride=1, padding=0):
    moves, _left_over = divmod(2 * padding + size - kernel, stride)
    return 1 + moves
