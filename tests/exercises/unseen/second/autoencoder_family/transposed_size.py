# wrong
# mistake: multiplies the stride by size instead of size - 1: there is one step fewer than there are pixels
# line: return size * stride + kernel - 2 * padding + output_padding
# kind: operator
# words: size - 1|minus one|one fewer|one less|steps between|gaps|first copy|first pixel|one too many|last copy
def transposed_size(size, kernel, stride=1, padding=0, output_padding=0):
    return size * stride + kernel - 2 * padding + output_padding
# ---
# wrong
# mistake: the padding is added as in a convolution, although here it is cut off
# line: length += 2 * padding
# kind: operator
# words: cut|subtract|minus|remove|sign|taken away|take away|crop|shorter|-=
def transposed_size(size, kernel, stride=1, padding=0, output_padding=0):
    length = (size - 1) * stride + kernel
    length += 2 * padding
    length += output_padding
    return length
# ---
# wrong
# mistake: two: counts as many steps as pixels, and cuts the padding off at one end only
# line: n_steps = size
# line: after_cut = full - padding
# kind: operator
# words: size - 1|minus one|one fewer|one less|between|both ends|each end|both sides|each side|twice|2 * padding|double
def transposed_size(size, kernel, stride=1, padding=0, output_padding=0):
    n_steps = size
    full = n_steps * stride + kernel
    after_cut = full - padding
    return after_cut + output_padding
# ---
# wrong
# mistake: adds the output padding at both ends, like the padding, although it comes at one end only
# line: return (size - 1) * stride + (kernel - 1) + 1 + 2 * (output_padding - padding)
# kind: operator
# words: one end|one side|only once|twice|double|both ends|both sides|single end|not symmetric
def transposed_size(size, kernel, stride=1, padding=0, output_padding=0):
    return (size - 1) * stride + (kernel - 1) + 1 + 2 * (output_padding - padding)
# ---
# wrong
# mistake: the slice [padding:-padding] is empty when padding is 0, since -0 is 0
# line: row = row[padding:-padding]
# kind: index
# words: -0|padding is 0|padding 0|padding of 0|zero padding|no padding|empty|minus zero|padding == 0|without padding|slice
def transposed_size(size, kernel, stride=1, padding=0, output_padding=0):
    row = [0] * ((size - 1) * stride + kernel)
    for i in range(size):
        for j in range(kernel):
            row[i * stride + j] += 1
    row = row[padding:-padding]
    row = row + [0] * output_padding
    return len(row)
# ---
# wrong
# mistake: output_padding is never added, as if it were only there to be passed on
# line: return stride * (size - 1) + kernel - padding - padding
# kind: step
# words: output_padding|output padding|forgot|missing|never used|not used|unused|ignored|at the end|extra pixel|added
def transposed_size(size, kernel, stride=1, padding=0, output_padding=0):
    """Undo the formula of exercise 3."""
    return stride * (size - 1) + kernel - padding - padding
# ---
# wrong
# mistake: solved the formula of the convolution for its size, but did the minus 1 after the multiplication by the stride
# line: before = size * stride - 1
# kind: operator
# words: parenthes|bracket|size - 1|before multipl|first subtract|times the stride|order|multiplied by|minus 1 first|(size - 1)|minus one
def transposed_size(size, kernel, stride=1, padding=0, output_padding=0):
    # out = (in + 2p - k) / s + 1   =>   in = ...
    before = size * stride - 1
    before = before + kernel
    before = before - 2 * padding
    return before + output_padding
# ---
# wrong
# mistake: takes no overlap if the kernel is narrower than the stride, but forgets the gaps that lie between the copies then
# line: overlap = max(kernel - stride, 0)
# kind: concept
# words: gap|hole|negative|stride larger|stride is larger|larger stride|greater than the kernel|max|narrower|smaller than the stride|zeros between|space between
def transposed_size(size, kernel, stride=1, padding=0, output_padding=0):
    # each pixel gives a copy of the kernel, neighbours overlap
    overlap = max(kernel - stride, 0)
    all_copies = size * kernel
    joined = all_copies - (size - 1) * overlap
    return joined - 2 * padding + output_padding
# ---
# wrong
# mistake: puts zeros behind the last pixel as well, although there are gaps only between pixels
# line: spread_out = size + size * (stride - 1)
# kind: operator
# words: between|size - 1|last pixel|behind the last|gaps|one fewer|one less|too many|minus one
def transposed_size(size, kernel, stride=1, padding=0, output_padding=0):
    # a transposed convolution = put zeros between, then convolve with full padding
    spread_out = size + size * (stride - 1)
    full = spread_out + kernel - 1
    return full - 2 * padding + output_padding
# ---
# wrong
# mistake: hands over output_padding in the place of padding and the other way round
# line: y = F.conv_transpose1d(x, w, None, stride, output_padding, padding)
# kind: argument
# words: order|swap|exchange|position|keyword|mixed up|wrong way round|argument|padding before|padding first|padding comes
def transposed_size(size, kernel, stride=1, padding=0, output_padding=0):
    x = torch.ones(1, 1, size)
    w = torch.ones(1, 1, kernel)
    y = F.conv_transpose1d(x, w, None, stride, output_padding, padding)
    return y.shape[2]
# ---
# wrong
# mistake: uses the formula of the ordinary convolution, which makes the row shorter, not longer
# line: places = (size + 2 * padding - kernel) // stride + 1
# kind: concept
# words: ordinary|forward|convolution formula|opposite|inverse|other direction|shorter|larger|longer|not transposed|divide|multipl|exercise 3
def transposed_size(size, kernel, stride=1, padding=0, output_padding=0):
    places = (size + 2 * padding - kernel) // stride + 1
    return places + output_padding
# ---
# wrong
# mistake: mixes up kernel and stride: copy i begins at i * stride and is kernel wide, not the other way round
# line: end = i * kernel + stride
# kind: name
# words: stride|swap|exchange|mixed up|other way round|wrong way round|i * stride|begins at|starts at|wide|copies are
def transposed_size(size, kernel, stride=1, padding=0, output_padding=0):
    longest = 0
    for i in range(size):
        end = i * kernel + stride
        longest = max(longest, end)
    longest -= 2 * padding
    return longest + output_padding
# ---
# right
def transposed_size(size, kernel, stride=1, padding=0, output_padding=0):
    return (size - 1) * stride + kernel - 2 * padding + output_padding
# ---
# right
def transposed_size(size, kernel, stride=1, padding=0, output_padding=0):
    """Lay the copies into the row and see how far they reach."""
    reached = set()
    for pixel in range(size):
        for tap in range(kernel):
            reached.add(pixel * stride + tap)
    cells = list(range(max(reached) + 1))
    cells = cells[padding : len(cells) - padding]
    return len(cells) + output_padding
# ---
# right
def transposed_size(size, kernel, stride=1, padding=0, output_padding=0):
    overlap = kernel - stride  # negative: a gap
    whole = size * kernel - (size - 1) * overlap
    return whole - 2 * padding + output_padding
# ---
# right
def transposed_size(size, kernel, stride=1, padding=0, output_padding=0):
    length = kernel
    for _ in range(1, size):
        length += stride
    for _ in range(2):
        length -= padding
    return length + output_padding
