# wrong
# mistake: the plus one is missing: the moves are counted, not the places, like fence gaps taken for fence posts
# line: return (size + 2 * padding - kernel) // stride
# kind: operator
# words: + 1|plus one|plus 1|add 1|add one|first place|starting place|first position|one too few|moves|steps|fence|gaps
def convolution_size(size, kernel, stride=1, padding=0):
    return (size + 2 * padding - kernel) // stride
# ---
# wrong
# mistake: padding is added once, as if the zeros stood at one end of the row only
# line: padded_length = size + padding
# kind: operator
# words: both ends|both sides|each end|each side|twice|two times|2 * padding|double|one end|one side|only once
def convolution_size(size, kernel, stride=1, padding=0):
    """Return how many places a kernel has on a row of pixels."""
    padded_length = size + padding
    room_to_move = padded_length - kernel
    number_of_moves = room_to_move // stride
    return number_of_moves + 1
# ---
# wrong
# mistake: the parentheses are missing, so that only the kernel is divided by the stride, since // binds stronger than minus
# line: n = size + 2 * padding - kernel // stride + 1
# kind: operator
# words: parenthes|bracket|precedence|binds|only the kernel|whole|order of operations|before the division|first divided|numerator
def convolution_size(size, kernel, stride=1, padding=0):
    n = size + 2 * padding - kernel // stride + 1
    return n
# ---
# wrong
# mistake: with < the last place, at which the kernel ends exactly at the end of the row, is not counted
# line: while left + kernel < width:
# kind: comparison
# words: <=|less or equal|equal|last place|exactly|flush|touch|strict|ends at the end|fits
def convolution_size(size, kernel, stride=1, padding=0):
    width = size + 2 * padding
    left = 0
    places = 0
    while left + kernel < width:
        places += 1
        left += stride
    return places
# ---
# wrong
# mistake: the end of the range is exclusive, so the last possible start is left out
# line: starts = list(range(0, total - kernel, stride))
# kind: index
# words: exclusive|end of the range|+ 1|plus one|last start|stops before|not included|last place|off by one|one too few|range
def convolution_size(size, kernel, stride=1, padding=0):
    total = padding + size + padding
    starts = list(range(0, total - kernel, stride))
    return len(starts)
# ---
# wrong
# mistake: rounds up, so that a last place is counted at which the kernel hangs over the right end
# line: return math.ceil((size - kernel + 2 * padding) / stride) + 1
# kind: call
# words: round up|rounds up|rounded up|ceil|floor|round down|rounded down|hang|over the end|remainder|//|whole
import math


def convolution_size(size, kernel, stride=1, padding=0):
    # number of jumps, and the first one
    return math.ceil((size - kernel + 2 * padding) / stride) + 1
# ---
# wrong
# mistake: the kernel does not matter at all: thinks that a stride of 2 simply halves the padded row
# line: return (size + 2 * padding) // stride
# kind: concept
# words: kernel|window|width of the kernel|ignored|halves|divided by the stride|does not fit|hang|subtract
def convolution_size(size, kernel, stride=1, padding=0):
    if stride == 1 and padding == 0:
        return size - kernel + 1
    return (size + 2 * padding) // stride
# ---
# wrong
# mistake: stride and padding are handed to Conv1d in the wrong order (it takes the stride first)
# line: conv = nn.Conv1d(1, 1, kernel, padding, stride)
# kind: argument
# words: order|swap|exchange|position|keyword|stride before|stride first|mixed up|wrong way round|argument
def convolution_size(size, kernel, stride=1, padding=0):
    conv = nn.Conv1d(1, 1, kernel, padding, stride)
    with torch.no_grad():
        out = conv(torch.zeros(1, 1, size))
    return out.shape[-1]
# ---
# wrong
# mistake: the window moves on by its own width instead of by the stride
# line: pos = pos + kernel
# kind: name
# words: stride|moves on|step|own width|kernel width|overlap|side by side|by the kernel|jump|instead of kernel
def convolution_size(size, kernel, stride=1, padding=0):
    count, pos = 0, -padding
    while True:
        if pos + kernel > size + padding:
            break
        count = count + 1
        pos = pos + kernel
    return count
# ---
# wrong
# mistake: takes the axis along the kernel instead of that of the windows, so the answer is always the kernel's width
# line: return windows.shape[1]
# kind: index
# words: shape[0]|first axis|first dimension|axis|dimension|number of windows|kernel|width of the window|length of each|second
def convolution_size(size, kernel, stride=1, padding=0):
    row = F.pad(torch.zeros(size), (padding, padding))
    windows = row.unfold(0, kernel, stride)
    return windows.shape[1]
# ---
# wrong
# mistake: two: the count begins with 1 although the loop counts the first place as well, and the zeros at the right end are forgotten
# line: n_places = 1
# line: while end <= size + padding:
# kind: number
# words: start at 0|starts at 1|begin|zero|twice|one too many|both ends|right end|2 * padding|each side|both sides
def convolution_size(size, kernel, stride=1, padding=0):
    """Let the right edge of the kernel walk and count its stops."""
    end = kernel
    n_places = 1
    while end <= size + padding:
        n_places += 1
        end += stride
    return n_places
# ---
# wrong
# mistake: two: divides with / and gets broken numbers of places, and adds the 1 before dividing instead of after it
# line: usable = size + 2 * padding - kernel + 1
# line: answer = usable / stride
# kind: operator
# words: //|floor|whole|integer|fraction|round|after the division|before the division|decimal|float|plus one|+ 1
def convolution_size(size, kernel, stride=1, padding=0):
    usable = size + 2 * padding - kernel + 1
    answer = usable / stride
    return answer
# ---
# right
def convolution_size(size, kernel, stride=1, padding=0):
    return 1 + (size - kernel + 2 * padding) // stride
# ---
# right
def convolution_size(size, kernel, stride=1, padding=0):
    """Return how many places a kernel has on a row of pixels."""
    left, places = -padding, 0
    while left + kernel <= size + padding:
        places += 1
        left += stride
    return places
# ---
# right
def convolution_size(size, kernel, stride=1, padding=0):
    last_start = size + 2 * padding - kernel
    return len(range(0, last_start + 1, stride))
# ---
# right
def convolution_size(size, kernel, stride=1, padding=0):
    row = torch.zeros(1, 1, size)
    weight = torch.ones(1, 1, kernel)
    return F.conv1d(row, weight, stride=stride, padding=padding).size(2)
