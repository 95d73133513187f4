# wrong
# mistake: counts size strides, but there are only size - 1, since the first copy lies at the start
# line: return size * stride + kernel - 2 * padding + output_padding
# kind: number
# words: size - 1|(size - 1)|one stride too many|last copy|last pixel|first copy
def transposed_size(size, kernel, stride=1, padding=0, output_padding=0):
    """Return the length of the row that a transposed convolution makes."""
    return size * stride + kernel - 2 * padding + output_padding
# ---
# wrong
# mistake: cuts the padding off at one end only, not at both ends
# line: length -= padding
# kind: number
# words: both ends|twice|2 *|both sides|double
def transposed_size(size, kernel, stride=1, padding=0, output_padding=0):
    length = (size - 1) * stride + kernel
    length -= padding
    length += output_padding
    return length
# ---
# wrong
# mistake: adds the padding, as in a convolution, though it is cut off here
# line: return (size - 1) * stride + kernel + 2 * padding + output_padding
# kind: operator
# words: cut off|subtract|minus|sign|taken away|- 2
def transposed_size(size, kernel, stride=1, padding=0, output_padding=0):
    return (size - 1) * stride + kernel + 2 * padding + output_padding
# ---
# wrong
# mistake: adds the output padding at both ends, though it is added at one only
# line: return full - 2 * padding + 2 * output_padding
# kind: concept
# words: one end|once|twice|both ends|output padding|output_padding
def transposed_size(size, kernel, stride=1, padding=0, output_padding=0):
    full = stride * (size - 1) + kernel
    return full - 2 * padding + 2 * output_padding
# ---
# wrong
# mistake: simply computes the size of a convolution again
# line: return (size + 2 * padding - kernel) // stride + 1 + output_padding
# kind: concept
# words: forward|inverse|opposite|multipl|divid|again
def transposed_size(size, kernel, stride=1, padding=0, output_padding=0):
    return (size + 2 * padding - kernel) // stride + 1 + output_padding
# ---
# wrong
# mistake: lays the copies side by side, as if they never overlapped
# line: painted = size * kernel
# kind: concept
# words: overlap|side by side|stride
def transposed_size(size, kernel, stride=1, padding=0, output_padding=0):
    # each input pixel makes a copy of the kernel
    painted = size * kernel
    return painted - 2 * padding + output_padding
# ---
# wrong
# mistake: kernel and stride have changed places
# line: return (size - 1) * kernel + stride - 2 * padding + output_padding
# kind: name
# words: swap|exchang|changed places|kernel and stride|stride and kernel
def transposed_size(size, kernel, stride=1, padding=0, output_padding=0):
    return (size - 1) * kernel + stride - 2 * padding + output_padding
# ---
# wrong
# mistake: multiplication comes before subtraction, so brackets are missing around size - 1
# line: n = size - 1 * stride
# kind: operator
# words: bracket|parenthes|size - 1|preceden|multiplied first
def transposed_size(size, kernel, stride=1, padding=0, output_padding=0):
    n = size - 1 * stride
    n = n + kernel
    n = n - 2 * padding
    return n + output_padding
# ---
# wrong
# mistake: forgets the output padding
# line: return hi - lo - 2 * padding
# kind: step
# words: output padding|output_padding
def transposed_size(size, kernel, stride=1, padding=0, output_padding=0):
    lo, hi = 0, 0
    for pixel in range(size):
        hi = max(hi, pixel * stride + kernel)
    return hi - lo - 2 * padding
# ---
# wrong
# mistake: takes one pixel less than the kernel for the last copy
# line: return (size - 1) * stride + (kernel - 1) - 2 * padding + output_padding
# kind: number
# words: kernel - 1|whole kernel|one pixel|one too few|one too short|+ 1
def transposed_size(size, kernel, stride=1, padding=0, output_padding=0):
    return (size - 1) * stride + (kernel - 1) - 2 * padding + output_padding
# ---
# wrong
# mistake: takes it that the size is just multiplied by the stride, and leaves kernel and padding out
# line: return size * stride + output_padding
# kind: concept
# words: kernel|doubl|multipl
def transposed_size(size, kernel, stride=1, padding=0, output_padding=0):
    # stride 2 halves the size, so the transposed one doubles it
    return size * stride + output_padding
# ---
# wrong
# mistake: multiplies the output padding with the stride, and cuts off the padding once only
# line: length = (size - 1 + output_padding) * stride + kernel
# line: return length - padding
# kind: concept
# words: output padding|output_padding|both ends|twice|2 *
def transposed_size(size, kernel, stride=1, padding=0, output_padding=0):
    length = (size - 1 + output_padding) * stride + kernel
    return length - padding
# ---
# right
# style: paints the copies on a set of places and cuts both ends
def transposed_size(size, kernel, stride=1, padding=0, output_padding=0):
    painted = set()
    for pixel in range(size):
        painted.update(range(pixel * stride, pixel * stride + kernel))
    full_length = max(painted) + 1
    return full_length - padding - padding + output_padding
# ---
# right
# style: asks torch, with a layer on the meta device
def transposed_size(size, kernel, stride=1, padding=0, output_padding=0):
    layer = nn.ConvTranspose1d(
        1, 1, kernel, stride=stride, padding=padding,
        output_padding=output_padding, device="meta",
    )
    return layer(torch.empty(1, 1, size, device="meta")).size(-1)
# ---
# right
# style: formula the other way round, multiplied out
def transposed_size(size, kernel, stride=1, padding=0, output_padding=0):
    return kernel + output_padding - stride - 2 * padding + stride * size
# ---
# right
# style: looks for the smallest row that a convolution turns into this size
def transposed_size(size, kernel, stride=1, padding=0, output_padding=0):
    def forward_size(n):
        return (n + 2 * padding - kernel) // stride + 1

    candidate = 1
    while forward_size(candidate) != size:
        candidate += 1
    return candidate + output_padding
# ---
# right
# style: adds up piece by piece
def transposed_size(size, kernel, stride=1, padding=0, output_padding=0):
    length = kernel
    for _ in range(size - 1):
        length += stride
    for _ in ("left", "right"):
        length -= padding
    length += output_padding
    return length
