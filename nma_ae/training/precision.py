"""Fewer digits where the processor is faster with them."""

import torch

from nma_ae.arguments import require_kinds


def fast_dtype(device: torch.device | str = "cpu") -> torch.dtype | None:
    """Say which dtype training is faster in, for the argument `autocast` of `fit`.

    Args:
        device: Where the network is.

    Returns:
        torch.bfloat16 where the hardware multiplies it itself; None where float32 is as fast.

    Raises:
        ValueError: If torch knows no such device.
    """
    require_kinds(torch.device | str, device=device)
    try:
        device = torch.device(device)
    except RuntimeError as error:
        raise ValueError(f"device must be one such as 'cpu' or 'cuda', got {device!r}") from error
    if device.type == "cuda":
        return torch.bfloat16 if torch.cuda.is_bf16_supported(including_emulation=False) else None
    # Without instructions of its own, bfloat16 is converted back and forth: slower than float32.
    supported = getattr(torch.cpu, "_is_avx512_bf16_supported", lambda: False)()
    return torch.bfloat16 if supported else None


def available_device() -> torch.device:
    """Give the graphics processor if there is one, the processor otherwise."""
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")
