# wrong
# mistake: a single image has the dimensions (3, side, side), so flip(1) turns it upside down instead of left to right
# line: image = image.flip(1)
# kind: argument
# words: upside|vertical|dim|axis|horizontal|left|width|height|top
def augment(images, flips, angles):
    """Return the images mirrored, turned and normalized."""
    mirrored = []
    for image, flip in zip(images, flips):
        if flip:
            image = image.flip(1)
        mirrored.append(image)
    turned = rotate(torch.stack(mirrored), angles)
    return normalize(turned)
# ---
# wrong
# mistake: mirrors the whole batch as soon as any of the flips is True, although each image has its own draw
# line: if flips.any():
# kind: concept
# words: any(|.any|each image|own draw|whole batch|all images|individual|per image|every image|only those
def augment(images, flips, angles):
    if flips.any():
        images = torch.flip(images, dims=[3])
    images = rotate(images, angles)
    return normalize(images)
# ---
# wrong
# mistake: normalizes before the images are turned, so the empty corners get 0, which is grey after normalizing, and not the black of -1
# line: x = normalize(images)
# kind: order
# words: order|before|after|corner|grey|gray|black|first
def augment(images, flips, angles):
    x = normalize(images)
    mask = flips.bool()
    y = x.clone()
    y[mask] = x[mask].flip(-1)
    return rotate(y, angles)
# ---
# wrong
# mistake: turns before it mirrors, so that the mirrored images end up turned the other way round
# line: turned = rotate(images, angles)
# kind: order
# words: order|before|after|first|mirror|other way|direction|opposite|sign of the angle|commut
def augment(images, flips, angles):
    turned = rotate(images, angles)
    flipped = turned.flip(3)
    chosen = torch.where(flips.bool().view(-1, 1, 1, 1), flipped, turned)
    return normalize(chosen)
# ---
# wrong
# mistake: the two choices of torch.where are exchanged, so exactly the images whose flip is False are mirrored
# line: images = torch.where(flips[:, None, None, None], images, images.flip(-1))
# kind: argument
# words: swap|exchang|order|where|false|opposite|wrong ones|invert|the other images|reversed
def augment(images, flips, angles):
    images = torch.where(flips[:, None, None, None], images, images.flip(-1))
    return normalize(rotate(images, angles))
# ---
# wrong
# mistake: the last step is missing: the images stay in [0, 1] instead of being normalized to [-1, 1]
# line: return rotate(batch, angles)
# kind: step
# words: normal|brightness|[-1, 1]|third step|last step|step 3|range|0.5
def augment(images, flips, angles):
    n = images.shape[0]
    batch = torch.empty_like(images)
    for i in range(n):
        batch[i] = torch.fliplr(images[i].permute(1, 2, 0)).permute(2, 0, 1) if flips[i] else images[i]
    return rotate(batch, angles)
# ---
# wrong
# mistake: the result of rotate is not kept, as if the function changed its argument in place, so nothing is turned
# line: rotate(out, angles)
# kind: step
# words: assign|result|return value|discard|in place|in-place|kept|not stored|thrown away|lost
def augment(images, flips, angles):
    out = images.clone()
    for k in range(len(flips)):
        if flips[k]:
            out[k] = images[k].flip(dims=(2,))
    rotate(out, angles)
    out = normalize(out)
    return out
# ---
# wrong
# mistake: flips along dimension 0, which reverses the order of the chosen images in the batch instead of mirroring each
# line: copy[chosen] = copy[chosen].flip(0)
# kind: argument
# words: dim|axis|batch|order of the images|width|last|horizontal|reverse
def augment(images, flips, angles):
    chosen = flips.nonzero().flatten()
    copy = images.clone()
    copy[chosen] = copy[chosen].flip(0)
    return normalize(rotate(copy, angles))
# ---
# wrong
# mistake: changes the sign of the angle for mirrored images in the belief that they must be turned the other way, but each is turned by its own angle as given
# line: signs = 1 - 2 * m.flatten()
# kind: concept
# words: sign|negat|other way|direction|opposite|as given|own angle|unchanged|minus
def augment(images, flips, angles):
    m = flips.to(images.dtype).reshape(-1, 1, 1, 1)
    mirrored = m * images.flip(3) + (1 - m) * images
    signs = 1 - 2 * m.flatten()
    return normalize(rotate(mirrored, signs * angles))
# ---
# wrong
# mistake: normalizes by hand without brackets, so that 0.5 / 0.5 = 1 is subtracted and the result lies in [-1, 0]
# line: return result - 0.5 / 0.5
# kind: operator
# words: bracket|parenthes|precedence|divi|first|order of operations|[-1, 0]|subtract
def augment(images, flips, angles):
    def mirror(image):
        return torch.flip(image, (-1,))

    pieces = [mirror(img) if f else img for img, f in zip(images, flips)]
    result = rotate(torch.stack(pieces, dim=0), angles)
    return result - 0.5 / 0.5
# ---
# wrong
# mistake: two mistakes: the angles are converted to radians although rotate takes degrees, and dimension 2 is flipped, which is upside down
# line: radians = angles * torch.pi / 180
# line: flipped = images.flip(2)
# kind: concept
# words: radian|degree|convert|upside|vertical|dim|axis|horizontal|left
def augment(images, flips, angles):
    radians = angles * torch.pi / 180
    flipped = images.flip(2)
    selected = torch.where(flips.reshape(-1, 1, 1, 1).bool(), flipped, images)
    rotated = rotate(selected, radians)
    normalized = normalize(rotated)
    return normalized
# ---
# wrong
# mistake: two mistakes: the first angle is used for the whole batch instead of each image's own, and the images are normalized twice, once by hand and once by the function
# line: angle = angles[0].repeat(len(images))
# line: images = (rotate(images, angle) - 0.5) / 0.5
# kind: index
# words: own angle|first angle|each image|all images|same angle|angles[0]|twice|two times|again|already
def augment(images, flips, angles):
    import numpy as np

    which = np.asarray(flips).astype(bool)
    pixels = images.numpy().copy()
    pixels[which] = pixels[which][..., ::-1].copy()
    images = torch.from_numpy(pixels)
    angle = angles[0].repeat(len(images))
    images = (rotate(images, angle) - 0.5) / 0.5
    return normalize(images)
# ---
# right
def augment(images, flips, angles):
    flips = torch.as_tensor(flips, dtype=torch.bool)
    mirrored = torch.where(flips[:, None, None, None], images.flip(-1), images)
    return normalize(rotate(mirrored, angles))
# ---
# right
def augment(images, flips, angles):
    """Return the images mirrored, turned and normalized."""
    result = images.clone()
    for i, flip in enumerate(flips):
        if flip:
            result[i] = torch.flip(images[i], dims=[2])
    result = rotate(result, angles)
    result = normalize(result)
    return result
# ---
# right
def augment(images, flips, angles):
    batch = torch.stack([img.flip(2) if f else img for img, f in zip(images, flips)])
    return 2 * rotate(batch, angles) - 1
# ---
# right
def augment(images, flips, angles):
    side = images.shape[-1]
    straight = torch.arange(side)
    backwards = torch.arange(side - 1, -1, -1)
    mask = torch.as_tensor(flips).bool()
    out = torch.empty_like(images)
    out[mask] = images[mask][..., backwards]
    out[~mask] = images[~mask][..., straight]
    return (rotate(out, angles) - 0.5) / 0.5
