# wrong
# mistake: normalizes before it turns, so the empty corners become grey (0) instead of black (-1)
# line: images = normalize(images)
# kind: order
# words: corner|black|before|order|after
def augment(images, flips, angles):
    images = torch.where(flips.view(-1, 1, 1, 1), images.flip(3), images)
    images = normalize(images)
    return rotate(images, angles)
# ---
# wrong
# mistake: flips along the rows, so images are turned upside down instead of left to right
# line: mirrored = torch.flip(images, dims=[2])
# kind: argument
# words: upside|vertical|left|right|axis|horizontal
def augment(images, flips, angles):
    mirrored = torch.flip(images, dims=[2])
    chosen = torch.where(flips[:, None, None, None], mirrored, images)
    return normalize(rotate(chosen, angles))
# ---
# wrong
# mistake: mirrors the whole batch as soon as one flip is True, not each image by its own draw
# line: if flips.any():
# kind: concept
# words: each image|whole batch|all images|every image|single image
def augment(images, flips, angles):
    out = images
    if flips.any():
        out = out.flip(-1)
    out = rotate(out, angles)
    return normalize(out)
# ---
# wrong
# mistake: the two branches are swapped, so it mirrors the images whose flip is False
# line: images = torch.where(flips.reshape(-1, 1, 1, 1), images, images.flip(-1))
# kind: argument
# words: swap|false|other branch|order|opposite|revers
def augment(images, flips, angles):
    images = torch.where(flips.reshape(-1, 1, 1, 1), images, images.flip(-1))
    images = rotate(images, angles)
    images = normalize(images)
    return images
# ---
# wrong
# mistake: turns the angles into radians, while rotate takes degrees
# line: turned = rotate(batch, torch.deg2rad(angles))
# kind: call
# words: radian|degree|deg2rad
def augment(images, flips, angles):
    batch = images.clone()
    batch[flips] = batch[flips].flip(-1)
    turned = rotate(batch, torch.deg2rad(angles))
    return normalize(turned)
# ---
# wrong
# mistake: turns all images by one and the same angle, the first
# line: same_angle = angles[0].expand(len(images))
# kind: concept
# words: own angle|same angle|first|all images
def augment(images, flips, angles):
    x = torch.stack([im.flip(-1) if f else im for im, f in zip(images, flips)])
    same_angle = angles[0].expand(len(images))
    return normalize(rotate(x, same_angle))
# ---
# wrong
# mistake: standardizes with the mean and deviation of this batch, not with 0.5 and 0.5
# line: return (turned - turned.mean()) / turned.std()
# kind: concept
# words: 0.5|own mean|batch|-1|fixed|standard
def augment(images, flips, angles):
    mask = flips.float()[:, None, None, None]
    mirrored = mask * images.flip(3) + (1 - mask) * images
    turned = rotate(mirrored, angles)
    # zero mean, unit variance
    return (turned - turned.mean()) / turned.std()
# ---
# wrong
# mistake: throws the turned images away: the output of rotate is not kept
# line: rotate(new, angles)
# kind: step
# words: assign|rotat|kept|discard|thrown|lost
def augment(images, flips, angles):
    new = images.clone()
    for i in range(len(new)):
        if flips[i]:
            new[i] = torch.flip(new[i], (2,))
    rotate(new, angles)
    return normalize(new)
# ---
# wrong
# mistake: turns first and mirrors afterwards, so mirrored images are turned the other way
# line: images = rotate(images, angles)
# kind: order
# words: order|before|first|after|opposite|other way
def augment(images, flips, angles):
    images = rotate(images, angles)
    images = torch.where(flips[:, None, None, None], images.flip(-1), images)
    return normalize(images)
# ---
# wrong
# mistake: keeps only the images that are mirrored and drops the rest of the batch
# line: images = images[flips].flip(-1)
# kind: index
# words: drop|other images|not flipped|missing|fewer|not mirrored
def augment(images, flips, angles):
    images = images[flips].flip(-1)
    images = rotate(images, angles[flips])
    return normalize(images)
# ---
# wrong
# mistake: flips along axis 0, the batch, so a chosen image is replaced by another image instead of being mirrored
# line: flipped = images.flip(0)
# kind: argument
# words: batch|axis|dim|order of the images|other image|last
def augment(images, flips, angles):
    flipped = images.flip(0)
    out = []
    for k in range(images.shape[0]):
        out.append(flipped[k] if flips[k] else images[k])
    return normalize(rotate(torch.stack(out), angles))
# ---
# wrong
# mistake: multiplies by the deviation 0.5 instead of dividing by it
# line: return (z - 0.5) * 0.5
# kind: operator
# words: divid|multipl|-1|0.5
def augment(images, flips, angles):
    width = images.shape[-1]
    columns = torch.arange(width)
    index = torch.where(flips[:, None], columns.flip(0), columns)
    z = images.gather(3, index[:, None, None, :].expand_as(images))
    z = rotate(z, angles)
    return (z - 0.5) * 0.5
# ---
# wrong
# mistake: turns only the images that were mirrored, as the turning stands inside the if, and turns them clockwise
# line: pic = rotate(pic[None], -angles[n : n + 1])[0]
# kind: place
# words: every image|all images|indent|clockwise|direction|minus
def augment(images, flips, angles):
    result = torch.empty_like(images)
    for n, pic in enumerate(images):
        if flips[n]:
            pic = torch.flip(pic, dims=(-1,))
            pic = rotate(pic[None], -angles[n : n + 1])[0]
        result[n] = normalize(pic)
    return result
# ---
# right
# style: boolean indexing into a copy
def augment(images, flips, angles):
    result = images.clone()
    result[flips] = images[flips].flip(dims=(-1,))
    return normalize(rotate(result, angles))
# ---
# right
# style: one image at a time
def augment(images, flips, angles):
    def one(image, flip, angle):
        if flip:
            image = image[:, :, torch.arange(image.shape[2] - 1, -1, -1)]
        turned = rotate(image.unsqueeze(0), angle.unsqueeze(0))
        return normalize(turned).squeeze(0)

    return torch.stack([one(*each) for each in zip(images, flips, angles)])
# ---
# right
# style: turns the other way first and mirrors afterwards, which is the same
def augment(images, flips, angles):
    # mirror, then turn by a  ==  turn by -a, then mirror
    turned = rotate(images, torch.where(flips, -angles, angles))
    mirrored = torch.where(flips[:, None, None, None], turned.flip(-1), turned)
    return 2 * mirrored - 1
# ---
# right
# style: normalizes first, but shifted so that black stays 0 while it turns
def augment(images, flips, angles):
    shifted = normalize(images) + 1  # black is 0
    weight = flips.to(images.dtype).reshape(-1, 1, 1, 1)
    shifted = torch.lerp(shifted, shifted.flip(3), weight)
    return rotate(shifted, angles) - 1
