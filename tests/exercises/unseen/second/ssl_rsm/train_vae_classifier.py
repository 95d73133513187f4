# wrong
# mistake: takes the second result of encode, the log variances, for the features
# line: features = vae.encode(images)[1]
# kind: index
# words: mean|log var|variance|second|first|[0]|wrong output|spread
def train_vae_classifier(vae, classifier, images, labels, n_epochs, generator):
    vae.eval()
    with torch.no_grad():
        features = vae.encode(images)[1]
    optimizer = torch.optim.Adam(classifier.parameters(), lr=0.001)
    losses = []
    for _ in range(n_epochs):
        batch_losses = []
        for idx in torch.randperm(len(features), generator=generator).split(1000):
            loss = F.cross_entropy(classifier(features[idx]), labels[idx])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            batch_losses.append(loss.item())
        losses.append(sum(batch_losses) / len(batch_losses))
    return losses
# ---
# wrong
# mistake: draws a random point of each cloud, as the decoder gets it, in place of the mean
# line: z = mu + torch.randn_like(mu) * torch.exp(0.5 * log_var)
# kind: concept
# words: sampl|mean|noise|random point|cloud|draw|mu|randn
def train_vae_classifier(vae, classifier, images, labels, n_epochs, generator):
    from torch.utils.data import DataLoader, TensorDataset

    vae.eval()
    with torch.no_grad():
        mu, log_var = vae.encode(images)
        # reparametrisation trick
        z = mu + torch.randn_like(mu) * torch.exp(0.5 * log_var)
    loader = DataLoader(
        TensorDataset(z, labels), batch_size=1000, shuffle=True, generator=generator
    )
    optimizer = torch.optim.Adam(classifier.parameters(), lr=1e-3)
    classifier.train()
    history = []
    for epoch in range(n_epochs):
        total = 0.0
        for x, y in loader:
            optimizer.zero_grad()
            loss = F.cross_entropy(classifier(x), y)
            loss.backward()
            optimizer.step()
            total += loss.item()
        history.append(total / len(loader))
    return history
# ---
# wrong
# mistake: the VAE is not put in eval mode, since no_grad is thought to be enough; in train mode its batch normalisation uses the batch and changes its running averages
# line: means, _ = vae.encode(images)
# kind: step
# words: eval|mode|batch norm|running|train mode|frozen|statistics
@torch.no_grad()
def vae_means(vae, images):
    means, _ = vae.encode(images)
    return means


def train_vae_classifier(vae, classifier, images, labels, n_epochs, generator):
    x = vae_means(vae, images)
    adam = torch.optim.Adam(classifier.parameters(), lr=0.001)
    result = []
    for epoch in range(n_epochs):
        perm = torch.randperm(x.shape[0], generator=generator)
        epoch_losses = []
        for start in range(0, x.shape[0], 1000):
            sel = perm[start : start + 1000]
            adam.zero_grad()
            loss = F.cross_entropy(classifier(x[sel]), labels[sel])
            loss.backward()
            adam.step()
            epoch_losses.append(loss.item())
        result.append(sum(epoch_losses) / len(epoch_losses))
    return result
# ---
# wrong
# mistake: no no_grad or detach, so the means carry the graph of the VAE: gradients run into it, and the second backward fails
# line: mean, logvar = vae.encode(images)
# kind: step
# words: no_grad|gradient|detach|graph|second time|backward|frozen|grad
def train_vae_classifier(vae, classifier, images, labels, n_epochs, generator):
    vae.eval()  # frozen
    mean, logvar = vae.encode(images)
    opt = torch.optim.Adam(classifier.parameters(), lr=0.001)
    criterion = nn.CrossEntropyLoss()
    all_losses = []
    for i in range(n_epochs):
        shuffled = torch.randperm(len(mean), generator=generator)
        tmp = []
        for j in range(math.ceil(len(mean) / 1000)):
            b = shuffled[j * 1000 : (j + 1) * 1000]
            loss = criterion(classifier(mean[b]), labels[b])
            opt.zero_grad()
            loss.backward()
            opt.step()
            tmp.append(loss.item())
        all_losses.append(sum(tmp) / len(tmp))
    return all_losses
# ---
# wrong
# mistake: two mistakes: encodes each batch anew with gradients, and gives the VAE's parameters to the optimiser, so that the VAE is trained and not frozen
# line: params = [*vae.parameters(), *classifier.parameters()]
# line: h = vae.encode(images[ids])[0]
# kind: concept
# words: frozen|freeze|vae|only the classifier|alone|once|no_grad|gradient|every batch|encode|optimi
def train_vae_classifier(vae, classifier, images, labels, n_epochs, generator):
    vae.eval()
    params = [*vae.parameters(), *classifier.parameters()]
    optimizer = torch.optim.Adam(params, lr=1e-3)
    means = []
    for _ in range(n_epochs):
        values = []
        for ids in torch.randperm(len(images), generator=generator).split(1000):
            h = vae.encode(images[ids])[0]
            loss = F.cross_entropy(classifier(h), labels[ids])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            values.append(loss.item())
        means.append(sum(values) / len(values))
    return means
# ---
# wrong
# mistake: the optimiser has the parameters of the VAE in place of the classifier's, so nothing is learned
# line: optimizer = torch.optim.Adam(vae.parameters(), lr=0.001)
# kind: name
# words: classifier|parameters|wrong model|vae|optimi|not trained|stays|never changes
def train_vae_classifier(vae, classifier, images, labels, n_epochs, generator):
    # 1. features
    vae.eval()
    with torch.no_grad():
        features, _ = vae.encode(images)
    # 2. optimiser
    optimizer = torch.optim.Adam(vae.parameters(), lr=0.001)
    # 3. train
    losses = []
    for epoch in range(n_epochs):
        order = torch.randperm(len(labels), generator=generator)
        loss_sum, n_batches = 0, 0
        for batch in torch.split(order, 1000):
            prediction = classifier(features[batch])
            loss = F.cross_entropy(prediction, labels[batch])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            loss_sum += loss.item()
            n_batches += 1
        losses.append(loss_sum / n_batches)
    return losses
# ---
# wrong
# mistake: optimizer.step() stands after the loop over batches, so there is one step per epoch, with the gradient of the last batch
# line: sgd.step()
# kind: place
# words: each batch|indent|inside|one step|per epoch|last batch|every batch|after the loop|inner loop
def train_vae_classifier(vae, classifier, images, labels, n_epochs, generator):
    vae.eval()
    codes = vae.encode(images)[0].detach()
    sgd = torch.optim.Adam(classifier.parameters(), lr=0.001)
    losses = []
    for _ in range(n_epochs):
        perm = torch.randperm(len(codes), generator=generator)
        current = []
        for k in range(0, len(codes), 1000):
            rows = perm[k : k + 1000]
            sgd.zero_grad()
            loss = F.cross_entropy(classifier(codes[rows]), labels[rows])
            loss.backward()
            current.append(loss.item())
        sgd.step()
        losses.append(sum(current) / len(current))
    return losses
# ---
# wrong
# mistake: shuffles the features again and again but takes each epoch's labels from the original order, so from the second epoch on they do not belong together
# line: shuffled_labels = labels[perm]
# kind: name
# words: label|order|match|belong|second epoch|original|shuffl|together|again|permut
def train_vae_classifier(vae, classifier, images, labels, n_epochs, generator):
    vae.eval()
    with torch.no_grad():
        mu, _ = vae.encode(images)
    optimizer = torch.optim.Adam(classifier.parameters(), lr=0.001)
    history = []
    for epoch in range(n_epochs):
        perm = torch.randperm(len(mu), generator=generator)
        mu = mu[perm]
        shuffled_labels = labels[perm]
        per_batch = []
        for x, y in zip(mu.split(1000), shuffled_labels.split(1000)):
            loss = F.cross_entropy(classifier(x), y)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            per_batch.append(loss.item())
        history.append(sum(per_batch) / len(per_batch))
    return history
# ---
# wrong
# mistake: two mistakes: the sum of the batch losses is not divided by the number of batches, and the learning rate is 0.01
# line: optimizer = torch.optim.Adam(classifier.parameters(), lr=1e-2)
# line: losses.append(epoch_loss)
# kind: number
# words: learning rate|lr|0.001|1e-3|ten times|mean|average|divid|number of batches|sum
def train_vae_classifier(vae, classifier, images, labels, n_epochs, generator):
    from torch.utils.data import DataLoader

    with torch.no_grad():
        features = vae.eval().encode(images)[0]
    pairs = list(zip(features, labels))
    optimizer = torch.optim.Adam(classifier.parameters(), lr=1e-2)
    losses = []
    for epoch in range(n_epochs):
        epoch_loss = 0.0
        for f, l in DataLoader(pairs, 1000, shuffle=True, generator=generator):
            optimizer.zero_grad()
            loss = nn.CrossEntropyLoss()(classifier(f), l)
            loss.backward()
            optimizer.step()
            epoch_loss += loss.item()
        losses.append(epoch_loss)
    return losses
# ---
# wrong
# mistake: nll_loss expects log probabilities but gets the raw outputs of the classifier; it is taken for the cross-entropy
# line: loss = F.nll_loss(out, labels[take])
# kind: call
# words: cross_entropy|cross-entropy|log_softmax|softmax|log prob|logit|nll
def train_vae_classifier(vae, classifier, images, labels, n_epochs, generator):
    vae.eval()
    classifier.train()
    with torch.no_grad():
        m, _ = vae.encode(images)

    opt = torch.optim.Adam(classifier.parameters(), lr=0.001)
    means = torch.empty(n_epochs)
    for t in range(n_epochs):
        chunks = torch.randperm(len(m), generator=generator).split(1000)
        values = torch.empty(len(chunks))
        for k, take in enumerate(chunks):
            out = classifier(m[take])
            loss = F.nll_loss(out, labels[take])
            opt.zero_grad()
            loss.backward()
            opt.step()
            values[k] = loss.detach()
        means[t] = values.mean()
    classifier.eval()
    return means.tolist()
# ---
# wrong
# mistake: the slice ends at 1000 whatever its start, so all batches but the first are empty and the loss is nan
# line: members = order[begin:1000]
# kind: index
# words: slice|begin + 1000|end|empty|start +|nan|only the first|1000
def train_vae_classifier(vae, classifier, images, labels, n_epochs, generator):
    def encode():
        vae.eval()
        with torch.no_grad():
            return vae.encode(images)[0]

    X, y = encode(), labels
    optimizer = torch.optim.Adam(classifier.parameters(), lr=0.001)
    losses = []
    for _ in range(n_epochs):
        order = torch.randperm(len(X), generator=generator)
        history = []
        for begin in range(0, len(X), 1000):
            members = order[begin:1000]
            loss = F.cross_entropy(classifier(X[members]), y[members])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            history.append(loss.item())
        losses.append(sum(history) / len(history))
    return losses
# ---
# wrong
# mistake: the return stands inside the loop over the epochs, so training ends after the first one
# line: return losses
# kind: place
# words: indent|inside|after the loop|first epoch|one epoch|return|too early|outside
def train_vae_classifier(vae, classifier, images, labels, n_epochs, generator):
    vae.eval()
    with torch.no_grad():
        means, log_variances = vae.encode(images)
    optim = torch.optim.Adam(params=classifier.parameters(), lr=1e-3)
    losses = []
    for epoch in range(n_epochs):
        summed = 0.0
        batches = list(torch.randperm(len(means), generator=generator).split(1000))
        while batches:
            now = batches.pop(0)
            optim.zero_grad()
            loss = F.cross_entropy(classifier(means[now]), labels[now])
            loss.backward()
            optim.step()
            summed += loss.item()
        losses.append(summed / math.ceil(len(means) / 1000))
        return losses
# ---
# right
def train_vae_classifier(vae, classifier, images, labels, n_epochs, generator):
    vae.eval()
    with torch.no_grad():
        means, _ = vae.encode(images)
    optimizer = torch.optim.Adam(classifier.parameters(), lr=0.001)
    losses = []
    for _ in range(n_epochs):
        batch_losses = []
        for rows in torch.randperm(len(means), generator=generator).split(1000):
            loss = F.cross_entropy(classifier(means[rows]), labels[rows])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            batch_losses.append(loss.item())
        losses.append(sum(batch_losses) / len(batch_losses))
    return losses
# ---
# right
def train_vae_classifier(vae, classifier, images, labels, n_epochs, generator):
    from torch.utils.data import DataLoader, TensorDataset

    vae.eval()
    features = vae.encode(images)[0].detach()
    loader = DataLoader(
        TensorDataset(features, labels),
        batch_size=1000,
        shuffle=True,
        generator=generator,
    )
    adam = torch.optim.Adam(classifier.parameters())
    cross_entropy = nn.CrossEntropyLoss()
    classifier.train()
    epoch_means = []
    for epoch in range(n_epochs):
        running = 0.0
        for x, y in loader:
            adam.zero_grad()
            loss = cross_entropy(classifier(x), y)
            loss.backward()
            adam.step()
            running += loss.item()
        epoch_means.append(running / len(loader))
    classifier.eval()
    return epoch_means
# ---
# right
@torch.no_grad()
def encode_in_pieces(vae, images, size=500):
    """Do not encode all images at once, to save memory."""
    vae.eval()
    return torch.cat([vae.encode(piece)[0] for piece in images.split(size)])


def train_vae_classifier(vae, classifier, images, labels, n_epochs, generator):
    mu = encode_in_pieces(vae, images)
    optimizer = torch.optim.Adam(classifier.parameters(), lr=1e-3)
    result = [0.0] * n_epochs
    for epoch in range(n_epochs):
        order = torch.randperm(len(mu), generator=generator)
        mixed, answers = mu[order], labels[order]
        n_batches = math.ceil(len(mu) / 1000)
        for b in range(n_batches):
            piece = slice(1000 * b, 1000 * (b + 1))
            optimizer.zero_grad()
            loss = F.cross_entropy(classifier(mixed[piece]), answers[piece])
            loss.backward()
            optimizer.step()
            result[epoch] += loss.item() / n_batches
    return result
# ---
# right
def train_vae_classifier(vae, classifier, images, labels, n_epochs, generator):
    import numpy as np

    vae.train(False)
    with torch.no_grad():
        codes = vae.encode(images)[0]
    opt = torch.optim.Adam(classifier.parameters(), lr=0.001)

    def step(index):
        logits = classifier(codes[index])
        log_p = F.log_softmax(logits, dim=1)
        loss = -log_p[torch.arange(len(index)), labels[index]].mean()
        opt.zero_grad()
        loss.backward()
        opt.step()
        return loss.item()

    def epoch():
        order = torch.randperm(len(codes), generator=generator)
        return float(np.mean([step(part) for part in order.split(1000)]))

    return [epoch() for _ in range(n_epochs)]
