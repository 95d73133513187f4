# wrong
# mistake: zero_grad is missing, so the gradients of all batches pile up
# line: loss.backward()
# kind: step
# words: zero_grad|zero|accumul|pile|add up|old gradient|reset|previous|clear
def train_end_to_end(encoder, classifier, images, labels, n_epochs, generator):
    optimizer = torch.optim.Adam(
        list(encoder.parameters()) + list(classifier.parameters()), lr=0.001
    )
    encoder.train()
    classifier.train()
    mean_losses = []
    for epoch in range(n_epochs):
        order = torch.randperm(len(images), generator=generator)
        batch_losses = []
        for batch in order.split(1000):
            logits = classifier(encoder(images[batch]))
            loss = F.cross_entropy(logits, labels[batch])
            loss.backward()
            optimizer.step()
            batch_losses.append(loss.item())
        mean_losses.append(sum(batch_losses) / len(batch_losses))
    encoder.eval()
    classifier.eval()
    return mean_losses
# ---
# wrong
# mistake: the optimiser gets the classifier's parameters only, so the encoder stays as it was
# line: opt = torch.optim.Adam(classifier.parameters(), lr=1e-3)
# kind: argument
# words: encoder|both|parameters|only the classifier|frozen|optimi|all parameters|not trained
def train_end_to_end(encoder, classifier, images, labels, n_epochs, generator):
    from torch.utils.data import DataLoader, TensorDataset

    loader = DataLoader(
        TensorDataset(images, labels),
        batch_size=1000,
        shuffle=True,
        generator=generator,
    )
    opt = torch.optim.Adam(classifier.parameters(), lr=1e-3)
    model = nn.Sequential(encoder, classifier).train()
    history = []
    for _ in range(n_epochs):
        losses = []
        for x, y in loader:
            opt.zero_grad()
            loss = F.cross_entropy(model(x), y)
            loss.backward()
            opt.step()
            losses.append(loss.item())
        history.append(sum(losses) / len(losses))
    model.eval()
    return history
# ---
# wrong
# mistake: train mode is never set, so an encoder that comes in eval mode is trained with its running averages
# line: net = nn.Sequential(encoder, classifier)
# kind: step
# words: train mode|.train|train()|mode|eval|batch norm|running|whatever mode
def train_end_to_end(encoder, classifier, images, labels, n_epochs, generator):
    net = nn.Sequential(encoder, classifier)
    adam = torch.optim.Adam(net.parameters(), lr=0.001)
    criterion = nn.CrossEntropyLoss()
    n = images.shape[0]
    out = []
    for e in range(n_epochs):
        perm = torch.randperm(n, generator=generator)
        total, count = 0.0, 0
        for start in range(0, n, 1000):
            idx = perm[start : start + 1000]
            adam.zero_grad()
            l = criterion(net(images[idx]), labels[idx])
            l.backward()
            adam.step()
            total += l.item()
            count += 1
        out.append(total / count)
    net.eval()
    return out
# ---
# wrong
# mistake: only the classifier is put in eval mode at the end, the encoder, which has the batch normalisation, stays in train mode
# line: classifier.eval()
# kind: step
# words: encoder|eval|both|mode|batch norm|left in train
def train_end_to_end(encoder, classifier, images, labels, n_epochs, generator):
    import itertools

    encoder.train(), classifier.train()
    params = itertools.chain(encoder.parameters(), classifier.parameters())
    optim = torch.optim.Adam(params, lr=1e-3)

    def one_epoch():
        values = []
        for idx in torch.randperm(len(labels), generator=generator).split(1000):
            loss = F.cross_entropy(classifier(encoder(images[idx])), labels[idx])
            optim.zero_grad()
            loss.backward()
            optim.step()
            values.append(loss.item())
        return sum(values) / len(values)

    losses = [one_epoch() for _ in range(n_epochs)]
    classifier.eval()
    return losses
# ---
# wrong
# mistake: randperm is called without the generator, so the order comes from torch's global one
# line: shuffled = torch.randperm(num_images)
# kind: argument
# words: generator|global|reproduc|seed|given|drawn from|argument
def train_end_to_end(encoder, classifier, images, labels, n_epochs, generator):
    encoder.train()
    classifier.train()
    num_images = len(images)
    batch_size = 1000
    optimizer = torch.optim.Adam([*encoder.parameters(), *classifier.parameters()])
    epoch_losses = []
    for epoch in range(n_epochs):
        shuffled = torch.randperm(num_images)
        running = []
        for b in range(math.ceil(num_images / batch_size)):
            ids = shuffled[b * batch_size : (b + 1) * batch_size]
            features = encoder(images[ids])
            prediction = classifier(features)
            loss = F.cross_entropy(prediction, labels[ids])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            running.append(loss.detach())
        epoch_losses.append(torch.stack(running).mean().item())
    encoder.eval()
    classifier.eval()
    return epoch_losses
# ---
# wrong
# mistake: the order is drawn once before the epochs, so every epoch has the same batches
# line: chunks = torch.randperm(len(images), generator=generator).split(1000)
# kind: place
# words: each epoch|every epoch|once|new|inside|same order|before the loop|outside|again
def train_end_to_end(encoder, classifier, images, labels, n_epochs, generator):
    model = nn.Sequential(encoder, classifier)
    model.train()
    optimizer = torch.optim.Adam(model.parameters(), lr=0.001)
    chunks = torch.randperm(len(images), generator=generator).split(1000)
    result = []
    for _ in range(n_epochs):
        s = 0
        for c in chunks:
            loss = F.cross_entropy(model(images[c]), labels[c])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            s += float(loss)
        result.append(s / len(chunks))
    model.eval()
    return result
# ---
# wrong
# mistake: softmax before cross_entropy, which takes logits and applies the softmax itself
# line: probabilities = F.softmax(classifier(encoder(x)), dim=1)
# kind: call
# words: softmax|logit|twice|probabilit|raw|itself|already
def train_end_to_end(encoder, classifier, images, labels, n_epochs, generator):
    """Train both."""
    from torch.utils.data import DataLoader, TensorDataset

    data = TensorDataset(images, labels)
    for module in (encoder, classifier):
        module.train()
    optimizer = torch.optim.Adam(
        [
            {"params": encoder.parameters()},
            {"params": classifier.parameters()},
        ],
        lr=0.001,
    )
    means = []
    for _ in range(n_epochs):
        values = []
        for x, y in DataLoader(data, 1000, shuffle=True, generator=generator):
            probabilities = F.softmax(classifier(encoder(x)), dim=1)
            loss = F.cross_entropy(probabilities, y)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            values.append(loss.item())
        means.append(sum(values) / len(values))
    for module in (encoder, classifier):
        module.eval()
    return means
# ---
# wrong
# mistake: the images are taken in random order but the labels in the old one, so images get the labels of others
# line: target = labels[lo : lo + 1000]
# kind: index
# words: label|same order|shuffl|order|permut|belong|match|other images|pair
def train_end_to_end(encoder, classifier, images, labels, n_epochs, generator):
    encoder.train()
    classifier.train()
    theta = list(encoder.parameters())
    theta.extend(classifier.parameters())
    optimizer = torch.optim.Adam(theta, lr=1e-3)
    losses = []
    for epoch in range(n_epochs):
        order = torch.randperm(len(images), generator=generator)
        this_epoch = []
        for lo in range(0, len(images), 1000):
            x = images[order[lo : lo + 1000]]
            target = labels[lo : lo + 1000]
            optimizer.zero_grad(set_to_none=True)
            loss = nn.functional.cross_entropy(classifier(encoder(x)), target)
            loss.backward()
            optimizer.step()
            this_epoch.append(loss.item())
        losses.append(sum(this_epoch) / len(this_epoch))
    encoder.eval()
    classifier.eval()
    return losses
# ---
# wrong
# mistake: keeps the loss of the last batch of each epoch only, not the mean over the epoch
# line: losses.append(loss.item())
# kind: place
# words: mean|average|last batch|all batches|only the last|each batch|whole epoch
def train_end_to_end(encoder, classifier, images, labels, n_epochs, generator):
    both = nn.ModuleList([encoder, classifier])
    both.train()
    optimizer = torch.optim.Adam(both.parameters(), lr=0.001)
    losses = []
    for epoch in range(n_epochs):
        for i in torch.split(torch.randperm(len(images), generator=generator), 1000):
            optimizer.zero_grad()
            loss = F.cross_entropy(classifier(encoder(images[i])), labels[i])
            loss.backward()
            optimizer.step()
        losses.append(loss.item())
    both.eval()
    return losses
# ---
# wrong
# mistake: two mistakes: the DataLoader does not get the generator, and the learning rate is 0.01
# line: train_loader = DataLoader(list(zip(images, labels)), batch_size=1000, shuffle=True)
# line: optimizer = torch.optim.Adam(net.parameters(), lr=0.01)
# kind: argument
# words: generator|global|drawn from|learning rate|lr|0.001|ten times|too large|1e-3
def train_end_to_end(encoder, classifier, images, labels, n_epochs, generator):
    from torch.utils.data import DataLoader

    train_loader = DataLoader(list(zip(images, labels)), batch_size=1000, shuffle=True)
    net = nn.Sequential(encoder, classifier).train()
    optimizer = torch.optim.Adam(net.parameters(), lr=0.01)
    loss_fn = nn.CrossEntropyLoss()
    epoch_means = []
    for epoch in range(n_epochs):
        epoch_loss = 0.0
        for xb, yb in train_loader:
            optimizer.zero_grad()
            loss = loss_fn(net(xb), yb)
            loss.backward()
            optimizer.step()
            epoch_loss += loss.item()
        epoch_means.append(epoch_loss / len(train_loader))
    net.eval()
    return epoch_means
# ---
# wrong
# mistake: makes a new Adam in each epoch, which forgets its running means of the gradients every time
# line: optimizer = torch.optim.Adam(weights, lr=1e-3)
# kind: place
# words: once|before the loop|each epoch|new optimi|outside|forget|state|moment|reset|inside
def train_end_to_end(encoder, classifier, images, labels, n_epochs, generator):
    encoder.train()
    classifier.train()
    weights = [*encoder.parameters(), *classifier.parameters()]
    means = torch.zeros(n_epochs)
    for epoch in range(n_epochs):
        optimizer = torch.optim.Adam(weights, lr=1e-3)
        batches = torch.randperm(len(labels), generator=generator).split(1000)
        for rows in batches:
            loss = F.cross_entropy(classifier(encoder(images[rows])), labels[rows])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            means[epoch] += loss.item() / len(batches)
    encoder.eval()
    classifier.eval()
    return means.tolist()
# ---
# wrong
# mistake: two mistakes: eval mode is set at the end of each epoch, so from the second epoch on training runs in eval mode, and n // 1000 leaves the last, smaller batch out
# line: n_batches = max(1, n // 1000)
# line: model.eval()
# kind: place
# words: eval|mode|after the loop|inside|indent|second epoch|last batch|rest|left out|ceil|smaller|//|remain
def train_end_to_end(encoder, classifier, images, labels, n_epochs, generator):
    model = nn.Sequential(encoder, classifier)
    opt = torch.optim.Adam(model.parameters(), lr=0.001)
    n = len(images)
    n_batches = max(1, n // 1000)
    losses = []
    model.train()
    for epoch in range(n_epochs):
        order = torch.randperm(n, generator=generator)
        sum_loss = 0
        for k in range(n_batches):
            pick = order[1000 * k : 1000 * (k + 1)]
            loss = F.cross_entropy(model(images[pick]), labels[pick])
            opt.zero_grad()
            loss.backward()
            opt.step()
            sum_loss += loss.item()
        losses.append(sum_loss / n_batches)
        model.eval()
    return losses
# ---
# right
def train_end_to_end(encoder, classifier, images, labels, n_epochs, generator):
    model = nn.Sequential(encoder, classifier)
    optimizer = torch.optim.Adam(model.parameters(), lr=0.001)
    model.train()
    means = []
    for _ in range(n_epochs):
        losses = []
        for rows in torch.randperm(len(images), generator=generator).split(1000):
            loss = F.cross_entropy(model(images[rows]), labels[rows])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
        means.append(sum(losses) / len(losses))
    model.eval()
    return means
# ---
# right
def train_end_to_end(encoder, classifier, images, labels, n_epochs, generator):
    from torch.utils.data import DataLoader, TensorDataset

    encoder.train()
    classifier.train()
    loader = DataLoader(
        TensorDataset(images, labels), batch_size=1000, shuffle=True, generator=generator
    )
    optimizer = torch.optim.Adam(
        [{"params": m.parameters()} for m in (encoder, classifier)], lr=1e-3
    )
    criterion = nn.CrossEntropyLoss()
    history = []
    for epoch in range(n_epochs):
        epoch_loss = 0.0
        for x, y in loader:
            optimizer.zero_grad()
            loss = criterion(classifier(encoder(x)), y)
            loss.backward()
            optimizer.step()
            epoch_loss += loss.item()
        history.append(epoch_loss / len(loader))
    encoder.eval()
    classifier.eval()
    return history
# ---
# right
def _step(encoder, classifier, optimizer, x, y):
    logits = classifier(encoder(x))
    log_p = logits.log_softmax(dim=1)
    loss = F.nll_loss(log_p, y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return float(loss)


def _epoch(encoder, classifier, optimizer, images, labels, order):
    values = [
        _step(encoder, classifier, optimizer, images[part], labels[part])
        for part in order.split(1000)
    ]
    return sum(values) / len(values)


def train_end_to_end(encoder, classifier, images, labels, n_epochs, generator):
    encoder.train(), classifier.train()
    optimizer = torch.optim.Adam([*encoder.parameters(), *classifier.parameters()])
    n = len(labels)
    losses = [
        _epoch(
            encoder,
            classifier,
            optimizer,
            images,
            labels,
            torch.randperm(n, generator=generator),
        )
        for _ in range(n_epochs)
    ]
    encoder.eval(), classifier.eval()
    return losses
# ---
# right
def train_end_to_end(encoder, classifier, images, labels, n_epochs, generator):
    import numpy as np

    n = images.shape[0]
    params = list(encoder.parameters()) + list(classifier.parameters())
    optimizer = torch.optim.Adam(params, lr=0.001)
    n_batches = int(np.ceil(n / 1000))
    table = np.zeros((n_epochs, n_batches))
    for epoch in range(n_epochs):
        # in every epoch, to be sure
        encoder.train()
        classifier.train()
        order = torch.randperm(n, generator=generator)
        for b in range(n_batches):
            chosen = order[b * 1000 : min((b + 1) * 1000, n)]
            scores = classifier(encoder(images[chosen]))
            loss = F.cross_entropy(scores, labels[chosen])
            for p in params:
                p.grad = None
            loss.backward()
            optimizer.step()
            table[epoch, b] = loss.item()
    encoder.eval()
    classifier.eval()
    return table.mean(axis=1).tolist()
