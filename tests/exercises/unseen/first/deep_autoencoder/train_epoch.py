# wrong
# mistake: never sets the gradients back to zero, so they add up from batch to batch
# line: loss.backward()
# kind: step
# words: zero_grad|zero|add up|accumulat|old gradients
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
# mistake: takes the images as they lie and does not look at the order
# line: x = images[i : i + batch_size]
# kind: concept
# words: order|permut|shuffl
def train_epoch(model, images, optimizer, order, batch_size=128):
    batch_losses = []
    n = images.shape[0]
    for i in range(0, n, batch_size):
        x = images[i : i + batch_size]
        optimizer.zero_grad()
        x_hat = model(x)
        loss = F.binary_cross_entropy(x_hat, x)
        loss.backward()
        optimizer.step()
        batch_losses.append(float(loss))
    return batch_losses
# ---
# wrong
# mistake: hands the cross-entropy the images as the prediction and the copies as the target
# line: loss = F.binary_cross_entropy(batch, copies)
# kind: argument
# words: swap|exchang|first argument|target|argument order|other way round|order of the arguments
def train_epoch(model, images, optimizer, order, batch_size=128):
    """Train once on all images in the given order; return the batch losses."""
    losses = []
    for idx in order.split(batch_size):
        batch = images[idx]
        copies = model(batch)
        loss = F.binary_cross_entropy(batch, copies)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses
# ---
# wrong
# mistake: collects tensors, not plain numbers
# line: out.append(loss)
# kind: call
# words: item()|.item|plain number|float|tensor
def train_epoch(model, images, optimizer, order, batch_size=128):
    out = []
    for idx in torch.split(order, batch_size):
        optimizer.zero_grad()
        loss = F.binary_cross_entropy(model(images[idx]), images[idx])
        loss.backward()
        optimizer.step()
        out.append(loss)
    return out
# ---
# wrong
# mistake: only full batches are used, the images that are left over at the end are dropped
# line: n_batches = len(order) // batch_size
# kind: index
# words: last batch|left over|remain|incomplete|full batch|smaller batch
def train_epoch(model, images, optimizer, order, batch_size=128):
    n_batches = len(order) // batch_size
    losses = []
    for b in range(n_batches):
        chosen = order[b * batch_size : (b + 1) * batch_size]
        batch = images[chosen]
        reconstruction = model(batch)
        loss = F.binary_cross_entropy(reconstruction, batch)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses
# ---
# wrong
# mistake: sets the gradients to zero between computing them and the step, so the step has nothing to go by
# line: optimizer.zero_grad()
# kind: order
# words: zero_grad|zero|before the step|after backward|erase|nothing is learned
def train_epoch(model, images, optimizer, order, batch_size=128):
    history = []
    start = 0
    while start < len(order):
        stop = min(start + batch_size, len(order))
        x = images[order[start:stop]]
        y = model(x)
        loss = F.binary_cross_entropy(y, x)
        loss.backward()
        optimizer.zero_grad()
        optimizer.step()
        history.append(loss.item())
        start = stop
    return history
# ---
# wrong
# mistake: makes one step at the end of the pass with the gradients of all batches, instead of one for each batch
# line: optimizer.step()
# kind: place
# words: each batch|every batch|one step|loop|once|indent
def train_epoch(model, images, optimizer, order, batch_size=128):
    losses = []
    optimizer.zero_grad()
    for i in range(0, len(order), batch_size):
        batch = images[order[i:i + batch_size]]
        loss = F.binary_cross_entropy(model(batch), batch)
        loss.backward()
        losses.append(loss.item())
    optimizer.step()
    return losses
# ---
# wrong
# mistake: measures the mean squared error instead of the binary cross-entropy
# line: criterion = nn.MSELoss()
# kind: call
# words: cross-entropy|cross_entropy|bce|squared|mse
def train_epoch(model, images, optimizer, order, batch_size=128):
    criterion = nn.MSELoss()
    model.train()
    losses = []
    for indices in order.split(batch_size):
        inputs = images[indices]
        optimizer.zero_grad()
        outputs = model(inputs)
        loss = criterion(outputs, inputs)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses
# ---
# wrong
# mistake: the slice ends at batch_size each time, not at start + batch_size
# line: take = order[start:batch_size]
# kind: index
# words: start + batch_size|slice|empty|end of the slice|ends at
def train_epoch(model, images, optimizer, order, batch_size=128):
    losses = []
    for start in range(0, len(order), batch_size):
        take = order[start:batch_size]
        pixels = images[take]
        loss = F.binary_cross_entropy(model(pixels), pixels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses
# ---
# wrong
# mistake: sorts by the order as if it held ranks: it takes the inverse permutation
# line: shuffled = images[torch.argsort(order)]
# kind: concept
# words: argsort|inverse|images[order]|permutation|index
def train_epoch(model, images, optimizer, order, batch_size=128):
    # like x[order(o), ] in R
    shuffled = images[torch.argsort(order)]
    losses = []
    for batch in shuffled.split(batch_size):
        optimizer.zero_grad()
        loss = F.binary_cross_entropy(model(batch), batch)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses
# ---
# wrong
# mistake: returns one number, the mean over the epoch, not the list of the batches' losses
# line: return running / n_batches
# kind: concept
# words: list|mean|average|one number|each batch|every batch
def train_epoch(model, images, optimizer, order, batch_size=128):
    running, n_batches = 0.0, 0
    for idx in order.split(batch_size):
        optimizer.zero_grad()
        batch = images[idx]
        loss = F.binary_cross_entropy(model(batch), batch)
        loss.backward()
        optimizer.step()
        running += loss.item()
        n_batches += 1
    return running / n_batches
# ---
# wrong
# mistake: draws an order of its own, and makes the step before the gradients are computed
# line: for idx in torch.randperm(len(images)).split(batch_size):
# line: optimizer.step()
# kind: order
# words: given order|own order|randperm|backward|before
def train_epoch(model, images, optimizer, order, batch_size=128):
    losses = []
    for idx in torch.randperm(len(images)).split(batch_size):
        x = images[idx]
        optimizer.zero_grad()
        loss = F.binary_cross_entropy(model(x), x)
        optimizer.step()
        loss.backward()
        losses.append(loss.item())
    return losses
# ---
# right
# style: step with a closure
def train_epoch(model, images, optimizer, order, batch_size=128):
    losses = []
    for idx in order.split(batch_size):
        batch = images[idx]

        def closure():
            optimizer.zero_grad()
            loss = F.binary_cross_entropy(model(batch), batch)
            loss.backward()
            return loss

        losses.append(optimizer.step(closure).item())
    return losses
# ---
# right
# style: a DataLoader whose sampler is the order
from torch.utils.data import DataLoader, TensorDataset


def train_epoch(model, images, optimizer, order, batch_size=128):
    loader = DataLoader(
        TensorDataset(images), batch_size=batch_size, sampler=order.tolist()
    )
    criterion = nn.BCELoss()
    losses = []
    for (batch,) in loader:
        loss = criterion(model(batch), batch)
        model.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses
# ---
# right
# style: sorts all images first, numbers are taken out at the very end
def train_epoch(model, images, optimizer, order, batch_size=128):
    sorted_images = images[order]
    n = len(sorted_images)
    losses = []
    for start in range(0, n, batch_size):
        x = sorted_images[start : start + batch_size]
        optimizer.zero_grad(set_to_none=False)
        loss = F.binary_cross_entropy(input=model(x), target=x)
        loss.backward()
        optimizer.step()
        losses.append(loss.detach())
    return torch.stack(losses).tolist()
# ---
# right
# style: helper function, list comprehension, gradients from torch.autograd.grad
def train_epoch(model, images, optimizer, order, batch_size=128):
    weights = [p for p in model.parameters() if p.requires_grad]

    def update(batch):
        loss = F.binary_cross_entropy(model(batch), batch)
        for p, g in zip(weights, torch.autograd.grad(loss, weights)):
            p.grad = g
        optimizer.step()
        return float(loss.detach())

    return [update(images[idx]) for idx in torch.split(order, batch_size)]
