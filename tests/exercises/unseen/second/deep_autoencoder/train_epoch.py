# wrong
# mistake: never clears the gradients, so that each step uses the sum of the gradients of all batches so far
# line: loss.backward()
# kind: step
# words: zero_grad|accumul|clear|reset|gradients|add up|sum|previous batch|old
def train_epoch(model, images, optimizer, order, batch_size=128):
    losses = []
    for start in range(0, len(order), batch_size):
        batch = images[order[start : start + batch_size]]
        loss = F.binary_cross_entropy(model(batch), batch)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses
# ---
# wrong
# mistake: computes the number of batches with a floor division, so that the images left for a smaller last batch are never used
# line: n_batches = len(images) // batch_size
# kind: operator
# words: last batch|left|remain|ceil|round|floor|incomplete|drop|rest|smaller
def train_epoch(model, images, optimizer, order, batch_size=128):
    """Train once on all images in the given order; return the batch losses."""
    batch_losses = []
    n_batches = len(images) // batch_size
    for b in range(n_batches):
        idx = order[b * batch_size:(b + 1) * batch_size]
        x = images[idx]
        optimizer.zero_grad()
        x_hat = model(x)
        bce = F.binary_cross_entropy(x_hat, x)
        bce.backward()
        optimizer.step()
        batch_losses.append(bce.item())
    return batch_losses
# ---
# wrong
# mistake: clears the gradients after backward has computed them, so that the step has nothing to go by
# line: optimizer.zero_grad()
# kind: order
# words: before|after|order|zero_grad|clear|erase|between|delete|backward|too late
def train_epoch(model, images, optimizer, order, batch_size=128):
    history = []
    for indices in torch.split(order, batch_size):
        inputs = images[indices]
        outputs = model(inputs)
        loss = F.binary_cross_entropy(outputs, inputs)
        loss.backward()
        optimizer.zero_grad()
        optimizer.step()
        history.append(float(loss))
    return history
# ---
# wrong
# mistake: swaps prediction and target, and the cross-entropy is not the same the other way round
# line: loss = F.binary_cross_entropy(shuffled[i:j], model(shuffled[i:j]))
# kind: argument
# words: swap|order|argument|target|prediction|first|input|reconstruction|exchange|symmetric
def train_epoch(model, images, optimizer, order, batch_size=128):
    shuffled = images[order]
    result = []
    i = 0
    while i < shuffled.shape[0]:
        j = i + batch_size
        loss = F.binary_cross_entropy(shuffled[i:j], model(shuffled[i:j]))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        result.append(loss.item())
        i = j
    return result
# ---
# wrong
# mistake: draws an order of its own, as training loops usually do, and so ignores the given one
# line: order = torch.randperm(len(images))
# kind: concept
# words: given order|own order|order|randperm|overwrit|ignor|shuffl|random|argument|permutation
def train_epoch(model, images, optimizer, order, batch_size=128):
    order = torch.randperm(len(images))
    losses = []
    for chunk in order.split(batch_size):
        optimizer.zero_grad()
        loss = F.binary_cross_entropy(model(images[chunk]), images[chunk])
        loss.backward()
        optimizer.step()
        losses.append(loss.detach().item())
    return losses
# ---
# wrong
# mistake: adds up the losses and makes a single step after the loop, where a step for every batch is asked
# line: total.backward()
# line: optimizer.step()
# kind: place
# words: each batch|every batch|inside|loop|one step|single step|once|per batch|indent|after the loop
def train_epoch(model, images, optimizer, order, batch_size=128):
    losses = []
    total = 0
    optimizer.zero_grad()
    for first in range(0, images.shape[0], batch_size):
        picked = order[first:first + batch_size]
        target = images[picked]
        loss = F.binary_cross_entropy(model(target), target)
        total = total + loss
        losses.append(loss.item())
    total.backward()
    optimizer.step()
    return losses
# ---
# wrong
# mistake: ends the slice at batch_size where it should end at start + batch_size, so all batches but the first are empty
# line: ids = order[start:batch_size]
# kind: index
# words: slice|end|start + batch_size|empty|nan|first batch|stop|no images
def train_epoch(model, images, optimizer, order, batch_size=128):
    all_losses = []
    for start in range(0, len(images), batch_size):
        ids = order[start:batch_size]
        data = torch.index_select(images, 0, ids)
        recon = model(data)
        optimizer.zero_grad()
        loss = F.binary_cross_entropy(recon, data)
        loss.backward()
        optimizer.step()
        all_losses += [loss.item()]
    return all_losses
# ---
# wrong
# mistake: runs the model once more after the step and keeps that loss, in place of the loss the step was made with
# line: losses.append(bce(batch).item())
# kind: concept
# words: after the step|before the step|again|second time|once more|updated|already|recompute|same loss|new weights
def train_epoch(model, images, optimizer, order, batch_size=128):
    def bce(batch):
        return F.binary_cross_entropy(model(batch), batch)

    losses = []
    for batch in images[order].split(batch_size):
        optimizer.zero_grad()
        bce(batch).backward()
        optimizer.step()
        with torch.no_grad():
            losses.append(bce(batch).item())
    return losses
# ---
# wrong
# mistake: multiplies the loss by the batch's size, as one does for a running mean, though the mean over the pixels of the batch is asked
# line: batch_losses.append(loss.item() * x.size(0))
# kind: concept
# words: multipl|batch size|size|mean|average|sum|scale|times|already|number of images
def train_epoch(model, images, optimizer, order, batch_size=128):
    batch_losses = []
    dataset = torch.utils.data.Subset(images, order.tolist())
    loader = torch.utils.data.DataLoader(dataset, batch_size=batch_size)
    for x in loader:
        y = model(x)
        loss = F.binary_cross_entropy(y, x)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        batch_losses.append(loss.item() * x.size(0))
    return batch_losses
# ---
# wrong
# mistake: keeps the loss tensors with their graphs, where plain numbers are asked
# line: yield loss
# kind: return
# words: item|plain number|float|tensor|graph|memory|convert|detach
def _steps(model, images, optimizer, order, batch_size):
    for k in range(0, len(order), batch_size):
        batch = images[order[k:k + batch_size]]
        loss = F.binary_cross_entropy(model(batch), batch)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        yield loss


def train_epoch(model, images, optimizer, order, batch_size=128):
    return list(_steps(model, images, optimizer, order, batch_size))
# ---
# wrong
# mistake: ends each slice one image too early, thinking that the end is included, and sums the loss where the mean is asked
# line: end = start + batch_size - 1
# line: loss = F.binary_cross_entropy(x_rec, x, reduction="sum")
# kind: index
# words: end|off by one|- 1|slice|exclusive|sum|mean|reduction|average|one image
def train_epoch(model, images, optimizer, order, batch_size=128):
    n = len(images)
    losses = []
    start = 0
    while start < n:
        end = start + batch_size - 1
        x = images[order[start:end]]
        x_rec = model(x)
        loss = F.binary_cross_entropy(x_rec, x, reduction="sum")
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        start += batch_size
    return losses
# ---
# wrong
# mistake: takes the images as they lie and not in the given order, and returns the mean of the losses where the list is asked
# line: for batch in torch.split(images, batch_size):
# line: return sum(losses) / len(losses)
# kind: concept
# words: order|permut|shuffl|unused|list|mean|average|single number|index
def train_epoch(model, images, optimizer, order, batch_size=128):
    losses = []
    for batch in torch.split(images, batch_size):
        optimizer.zero_grad()
        reconstruction = model(batch)
        loss = F.binary_cross_entropy(reconstruction, target=batch)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return sum(losses) / len(losses)
# ---
# right
def train_epoch(model, images, optimizer, order, batch_size=128):
    losses = []
    for start in range(0, len(order), batch_size):
        batch = images[order[start : start + batch_size]]
        loss = F.binary_cross_entropy(model(batch), batch)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses
# ---
# right
def train_epoch(model, images, optimizer, order, batch_size=128):
    def step(indices):
        x = images[indices]
        optimizer.zero_grad()
        loss = nn.BCELoss()(model(x), x)
        loss.backward()
        optimizer.step()
        return float(loss)

    return [step(indices) for indices in order.split(batch_size)]
# ---
# right
def train_epoch(model, images, optimizer, order, batch_size=128):
    import math

    n = images.shape[0]
    batch_losses = [0.0] * math.ceil(n / batch_size)
    optimizer.zero_grad()
    for b in range(len(batch_losses)):
        lo = b * batch_size
        hi = min(lo + batch_size, n)
        x = images[order[lo:hi]]
        x_hat = model(x)
        bce = F.binary_cross_entropy(x_hat, x, reduction="sum") / x.numel()
        bce.backward()
        optimizer.step()
        optimizer.zero_grad()
        batch_losses[b] = bce.item()
    return batch_losses
# ---
# right
def train_epoch(model, images, optimizer, order, batch_size=128):
    remaining = images[order]
    history = []
    while len(remaining) > 0:
        now, remaining = remaining[:batch_size], remaining[batch_size:]
        loss = F.binary_cross_entropy(input=model(now), target=now)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()
        history.append(loss.detach().cpu().numpy().item())
    return history
