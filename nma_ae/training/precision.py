"""Fewer digits where the processor is faster with them."""

import torch


def fast_dtype(device: torch.device | str = "cpu") -> torch.dtype | None:
    """Say which dtype training is faster in, for the argument `autocast` of `fit`.

    Args:
        device: Where the network is.

    Returns:
        torch.bfloat16 where the hardware multiplies it itself; None where float32 is as fast.
    """
    device = torch.device(device)
    if device.type == "cuda":
        return torch.bfloat16 if torch.cuda.is_bf16_supported(including_emulation=False) else None
    # Without instructions of its own, bfloat16 is converted back and forth: slower than float32.
    supported = getattr(torch.cpu, "_is_avx512_bf16_supported", lambda: False)()
    return torch.bfloat16 if supported else None


def available_device() -> torch.device:
    """Give the graphics processor if there is one, the processor otherwise."""
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")
