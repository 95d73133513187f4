"""The sizes that convolutions give."""

from nma_ae.arguments import is_integer, require_positive_integers, shown


def convolution_size(size: int, kernel: int, stride: int = 1, padding: int = 0) -> int:
    """Compute the length of what a convolution makes of a side of an image.

    With the padding the side has size + 2 padding pixels. The kernel has its first place at the
    left edge, and one more for each whole stride that still fits.

    Args:
        size: Pixels of the side, at least 1.
        kernel: Pixels of the kernel, at least 1.
        stride: Pixels from one place of the kernel to the next, at least 1.
        padding: Zeros put at either end, at least 0.

    Returns:
        The number of places, floor((size + 2 padding - kernel) / stride) + 1.

    Raises:
        ValueError: If an argument is out of its range, or the kernel does not fit at all.
    """
    _check(size=size, kernel=kernel, stride=stride, padding=padding)
    room = size + 2 * padding - kernel
    if room < 0:
        raise ValueError(
            f"kernel must fit into size + 2 * padding = {size + 2 * padding}, got {kernel}"
        )
    return room // stride + 1


def transposed_size(
    size: int, kernel: int, stride: int = 1, padding: int = 0, output_padding: int = 0
) -> int:
    """Compute the length of what a transposed convolution makes of a side of an image.

    Each pixel puts down a copy of the kernel, a stride further than the one before. Then `padding`
    pixels are cut off at either end, and `output_padding` added at the far one.

    Args:
        size: Pixels of the side, at least 1.
        kernel: Pixels of the kernel, at least 1.
        stride: Pixels from one copy of the kernel to the next, at least 1.
        padding: Pixels cut off at either end, at least 0.
        output_padding: Pixels added at the far end, at least 0 and less than `stride`.

    Returns:
        (size - 1) stride + kernel - 2 padding + output_padding.

    Raises:
        ValueError: If an argument is out of its range, or nothing is left.
    """
    _check(size=size, kernel=kernel, stride=stride, padding=padding, output_padding=output_padding)
    if output_padding >= stride:
        raise ValueError(f"output_padding must be less than stride={stride}, got {output_padding}")
    length = (size - 1) * stride + kernel - 2 * padding + output_padding
    if length < 1:
        raise ValueError(f"padding must leave at least one pixel, got {padding}: {length} are left")
    return length


def _check(*, padding: int, output_padding: int = 0, **sizes: int) -> None:
    require_positive_integers(**sizes)
    for name, value in {"padding": padding, "output_padding": output_padding}.items():
        if not is_integer(value) or value < 0:
            raise ValueError(f"{name} must be an integer of at least 0, got {shown(value)}")
