# wrong
# mistake: does not switch the VAE to eval mode before it encodes
# line: with torch.no_grad():
# kind: call
# words: eval|train mode
def train_vae_classifier(vae, classifier, images, labels, n_epochs, generator):
    with torch.no_grad():
        features = vae.encode(images)[0]
    optimizer = torch.optim.Adam(classifier.parameters(), lr=0.001)
    losses = []
    for _ in range(n_epochs):
        order = torch.randperm(len(features), generator=generator)
        batch_losses = []
        for idx in order.split(1000):
            loss = F.cross_entropy(classifier(features[idx]), labels[idx])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            batch_losses.append(loss.item())
        losses.append(sum(batch_losses) / len(batch_losses))
    return losses
# ---
# wrong
# mistake: trains the VAE's encoder together with the classifier, although it is frozen
# line: opt = torch.optim.Adam([*vae.parameters(), *classifier.parameters()], lr=0.001)
# kind: concept
# words: frozen|vae|classifier alone|both|no_grad
def train_vae_classifier(vae, classifier, images, labels, n_epochs, generator):
    vae.eval()
    opt = torch.optim.Adam([*vae.parameters(), *classifier.parameters()], lr=0.001)
    history = []
    for epoch in range(n_epochs):
        order = torch.randperm(len(images), generator=generator)
        losses = []
        for start in range(0, len(images), 1000):
            b = order[start : start + 1000]
            mu, log_var = vae.encode(images[b])
            loss = F.cross_entropy(classifier(mu), labels[b])
            opt.zero_grad()
            loss.backward()
            opt.step()
            losses.append(loss.item())
        history.append(sum(losses) / len(losses))
    return history
# ---
# wrong
# mistake: draws a random point of each cloud in place of its mean
# line: z = mu + torch.randn_like(mu) * torch.exp(0.5 * logvar)
# kind: concept
# words: mean|random|sampl|noise
def train_vae_classifier(vae, classifier, images, labels, n_epochs, generator):
    vae.eval()
    with torch.no_grad():
        mu, logvar = vae.encode(images)
        z = mu + torch.randn_like(mu) * torch.exp(0.5 * logvar)
    classifier.train()
    opt = torch.optim.Adam(classifier.parameters(), lr=1e-3)
    means = []
    for _ in range(n_epochs):
        total = 0
        for idx in torch.randperm(len(z), generator=generator).split(1000):
            opt.zero_grad()
            loss = F.cross_entropy(classifier(z[idx]), labels[idx])
            loss.backward()
            opt.step()
            total += loss.item() * len(idx)
        means.append(total / len(z))
    return means
# ---
# wrong
# mistake: takes the log variances, the second of what encode returns
# line: features = vae.encode(images)[1].detach()
# kind: index
# words: mean|first|second|variance|[0]
def train_vae_classifier(vae, classifier, images, labels, n_epochs, generator):
    vae.eval()
    features = vae.encode(images)[1].detach()
    history = fit(
        classifier,
        classification_loss,
        (features, labels),
        n_epochs=n_epochs,
        batch_size=1000,
        optimizer=torch.optim.Adam(classifier.parameters(), lr=0.001),
        generator=generator,
    )
    return list(history.epoch_means)
# ---
# wrong
# mistake: does not unpack what encode returns: means and log variances are one tuple
# line: codes = vae.encode(images)
# kind: index
# words: tuple|unpack|mean|pair|[0]
def train_vae_classifier(vae, classifier, images, labels, n_epochs, generator):
    vae.eval()
    with torch.no_grad():
        codes = vae.encode(images)
    adam = torch.optim.Adam(classifier.parameters(), lr=0.001)
    out = []
    for _ in range(n_epochs):
        ls = []
        for p in torch.randperm(len(images), generator=generator).split(1000):
            loss = F.cross_entropy(classifier(codes[p]), labels[p])
            adam.zero_grad()
            loss.backward()
            adam.step()
            ls.append(loss.item())
        out.append(sum(ls) / len(ls))
    return out
# ---
# wrong
# mistake: zero_grad stands between backward and step, so the gradient is gone before it is used
# line: optimizer.zero_grad()
# kind: order
# words: order|before|after|zero_grad|between|backward
def train_vae_classifier(vae, classifier, images, labels, n_epochs, generator):
    vae.eval()
    with torch.no_grad():
        mu, _ = vae.encode(images)
    optimizer = torch.optim.Adam(classifier.parameters(), lr=0.001)
    losses = []
    for epoch in range(n_epochs):
        perm = torch.randperm(mu.shape[0], generator=generator)
        epoch_loss = []
        for i in range(0, mu.shape[0], 1000):
            index = perm[i : i + 1000]
            prediction = classifier(mu[index])
            loss = F.cross_entropy(prediction, labels[index])
            loss.backward()
            optimizer.zero_grad()
            optimizer.step()
            epoch_loss.append(loss.item())
        losses.append(sum(epoch_loss) / len(epoch_loss))
    return losses
# ---
# wrong
# mistake: takes batches of 100 instead of 1,000
# line: for batch in order.split(100):
# kind: number
# words: 1000|1,000|100|batch
def train_vae_classifier(vae, classifier, images, labels, n_epochs, generator):
    vae.eval()
    with torch.no_grad():
        means = vae.encode(images)[0]
    opt = torch.optim.Adam(classifier.parameters(), lr=0.001)

    def epoch():
        order = torch.randperm(len(means), generator=generator)
        seen = []
        for batch in order.split(100):
            loss = F.cross_entropy(classifier(means[batch]), labels[batch])
            opt.zero_grad()
            loss.backward()
            opt.step()
            seen.append(loss.item())
        return sum(seen) / len(seen)

    return [epoch() for _ in range(n_epochs)]
# ---
# wrong
# mistake: goes through the images in their own order; nothing is shuffled
# line: order = torch.arange(len(mu))
# kind: call
# words: random|shuffl|randperm|permut|generator
def train_vae_classifier(vae, classifier, images, labels, n_epochs, generator):
    vae.eval()
    with torch.no_grad():
        mu, logvar = vae.encode(images)
    optimizer = torch.optim.Adam(classifier.parameters(), lr=0.001)
    order = torch.arange(len(mu))
    result = []
    for _ in range(n_epochs):
        batch_losses = []
        for b in order.split(1000):
            optimizer.zero_grad()
            loss = F.cross_entropy(classifier(mu[b]), labels[b])
            loss.backward()
            optimizer.step()
            batch_losses.append(loss.item())
        result.append(sum(batch_losses) / len(batch_losses))
    return result
# ---
# wrong
# mistake: the list has the loss of every batch, not one mean for each epoch
# line: losses.append(loss.item())
# kind: place
# words: each epoch|every batch|each batch|per epoch|mean|average
def train_vae_classifier(vae, classifier, images, labels, n_epochs, generator):
    vae.eval()
    with torch.no_grad():
        x = vae.encode(images)[0]
    opt = torch.optim.Adam(classifier.parameters(), lr=0.001)
    losses = []
    for _ in range(n_epochs):
        for b in torch.randperm(len(x), generator=generator).split(1000):
            loss = F.cross_entropy(classifier(x[b]), labels[b])
            opt.zero_grad()
            loss.backward()
            opt.step()
            losses.append(loss.item())
    return losses
# ---
# wrong
# mistake: uses nll_loss on logits, which are no log probabilities
# line: loss = F.nll_loss(classifier(latents[chosen]), labels[chosen])
# kind: call
# words: nll|cross_entropy|cross-entropy|log_softmax|softmax|logit
def train_vae_classifier(vae, classifier, images, labels, n_epochs, generator):
    vae.eval()
    with torch.no_grad():
        latents, _ = vae.encode(images)
    optimizer = torch.optim.Adam(classifier.parameters(), lr=0.001)
    losses = []
    for _ in range(n_epochs):
        order = torch.randperm(len(latents), generator=generator)
        ep = []
        for chosen in order.split(1000):
            loss = F.nll_loss(classifier(latents[chosen]), labels[chosen])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            ep.append(loss.item())
        losses.append(sum(ep) / len(ep))
    return losses
# ---
# wrong
# mistake: standardizes the means first, a step that nobody asked for
# line: mu = (mu - mu.mean(dim=0)) / mu.std(dim=0)
# kind: step
# words: standard|normal|scal|deviation
def train_vae_classifier(vae, classifier, images, labels, n_epochs, generator):
    vae.eval()
    with torch.no_grad():
        mu, _ = vae.encode(images)
    # preprocessing
    mu = (mu - mu.mean(dim=0)) / mu.std(dim=0)
    hist = fit(classifier, classification_loss, (mu, labels), n_epochs=n_epochs, batch_size=1000, generator=generator)
    return [float(value) for value in hist.epoch_means]
# ---
# wrong
# mistake: the step stands outside the loop over batches, so there is one step for each epoch
# line: adam.step()
# kind: place
# words: each batch|every batch|loop|indent|one step|once
def train_vae_classifier(vae, classifier, images, labels, n_epochs, generator):
    vae.eval()
    with torch.no_grad():
        mu = vae.encode(images)[0]
    adam = torch.optim.Adam(classifier.parameters(), lr=0.001)
    losses = []
    for _ in range(n_epochs):
        batch_losses = []
        for idx in torch.randperm(len(mu), generator=generator).split(1000):
            adam.zero_grad()
            loss = F.cross_entropy(classifier(mu[idx]), labels[idx])
            loss.backward()
            batch_losses.append(loss.item())
        adam.step()
        losses.append(sum(batch_losses) / len(batch_losses))
    return losses
# ---
# wrong
# mistake: uses plain gradient descent (SGD) in place of Adam, and drops the last, smaller batch
# line: opt = torch.optim.SGD(classifier.parameters(), lr=0.001)
# line: for k in range(len(mu) // 1000):
# kind: call
# words: adam|sgd
def train_vae_classifier(vae, classifier, images, labels, n_epochs, generator):
    vae.eval()
    with torch.no_grad():
        mu = vae.encode(images)[0]
    opt = torch.optim.SGD(classifier.parameters(), lr=0.001)
    losses = []
    for _ in range(n_epochs):
        order = torch.randperm(len(mu), generator=generator)
        total, count = 0.0, 0
        for k in range(len(mu) // 1000):
            rows = order[1000 * k : 1000 * (k + 1)]
            loss = F.cross_entropy(classifier(mu[rows]), labels[rows])
            opt.zero_grad()
            loss.backward()
            opt.step()
            total, count = total + loss.item(), count + 1
        losses.append(total / count)
    return losses
# ---
# wrong
# mistake: hands the classifier the reconstructed images instead of the means
# line: features = vae(images).flatten(1)
# kind: call
# words: reconstruct|encode|mean|image|pixel
def train_vae_classifier(vae, classifier, images, labels, n_epochs, generator):
    vae.eval()
    with torch.no_grad():
        features = vae(images).flatten(1)
    history = fit(
        classifier,
        classification_loss,
        (features, labels),
        n_epochs=n_epochs,
        batch_size=1000,
        generator=generator,
    )
    return history.epoch_means
# ---
# right
# style: fit
def train_vae_classifier(vae, classifier, images, labels, n_epochs, generator):
    with torch.no_grad():
        means, _ = vae.eval().encode(images)
    history = fit(
        classifier,
        classification_loss,
        (means, labels),
        n_epochs=n_epochs,
        batch_size=1000,
        generator=generator,
        progress=False,
    )
    return [float(loss) for loss in history.epoch_means]
# ---
# right
# style: encodes in pieces, own loop, mean over the batches
def train_vae_classifier(vae, classifier, images, labels, n_epochs, generator):
    vae.eval()
    pieces = []
    with torch.no_grad():
        for piece in images.split(500):
            mean, _log_variance = vae.encode(piece)
            pieces.append(mean)
    features = torch.cat(pieces)
    classifier.train()
    optimizer = torch.optim.Adam(classifier.parameters(), lr=0.001)
    mean_losses = []
    for _ in range(n_epochs):
        batch_losses = []
        for batch in torch.randperm(len(features), generator=generator).split(1000):
            optimizer.zero_grad()
            loss = F.cross_entropy(classifier(features[batch]), labels[batch])
            loss.backward()
            optimizer.step()
            batch_losses.append(loss.item())
        mean_losses.append(sum(batch_losses) / len(batch_losses))
    classifier.eval()
    return mean_losses
# ---
# right
# style: a DataLoader draws the random order from the generator
from torch.utils.data import DataLoader, TensorDataset


def train_vae_classifier(vae, classifier, images, labels, n_epochs, generator):
    vae.eval()
    with torch.no_grad():
        mu, _ = vae.encode(images)
    loader = DataLoader(
        TensorDataset(mu, labels), batch_size=1000, shuffle=True, generator=generator
    )
    optimizer = torch.optim.Adam(classifier.parameters(), lr=0.001)
    criterion = nn.CrossEntropyLoss()
    history = []
    for _ in range(n_epochs):
        running = 0.0
        for x, y in loader:
            optimizer.zero_grad()
            loss = criterion(classifier(x), y)
            loss.backward()
            optimizer.step()
            running += loss.item() * len(y)
        history.append(running / len(mu))
    return history
# ---
# right
# style: freezes the VAE by requires_grad, autograd.grad in place of backward, mean over the images
def train_vae_classifier(vae, classifier, images, labels, n_epochs, generator):
    vae.eval()
    mu = vae.encode(images)[0].detach()
    weights = list(classifier.parameters())
    adam = torch.optim.Adam(weights, lr=1e-3)
    losses = []
    for _ in range(n_epochs):
        order = torch.randperm(len(mu), generator=generator)
        summed = 0.0
        for begin in range(0, len(mu), 1000):
            rows = order[begin : begin + 1000]
            loss = F.cross_entropy(classifier(mu[rows]), labels[rows], reduction="mean")
            for weight, grad in zip(weights, torch.autograd.grad(loss, weights)):
                weight.grad = grad
            adam.step()
            summed += float(loss) * len(rows)
        losses.append(summed / len(mu))
    return losses
