# wrong
# mistake: gradients are never set to zero, so they add up over the batches
# line: loss.backward()
# kind: call
# words: zero_grad|accumulat|add up|zero
def train_end_to_end(encoder, classifier, images, labels, n_epochs, generator):
    params = list(encoder.parameters()) + list(classifier.parameters())
    optimizer = torch.optim.Adam(params, lr=0.001)
    encoder.train()
    classifier.train()
    epoch_losses = []
    for epoch in range(n_epochs):
        order = torch.randperm(len(images), generator=generator)
        batch_losses = []
        for start in range(0, len(images), 1000):
            idx = order[start : start + 1000]
            loss = F.cross_entropy(classifier(encoder(images[idx])), labels[idx])
            loss.backward()
            optimizer.step()
            batch_losses.append(loss.item())
        epoch_losses.append(sum(batch_losses) / len(batch_losses))
    encoder.eval()
    classifier.eval()
    return epoch_losses
# ---
# wrong
# mistake: the optimiser holds the classifier's parameters only, so the encoder is never trained
# line: opt = torch.optim.Adam(classifier.parameters(), lr=1e-3)
# kind: concept
# words: encoder|both
def train_end_to_end(encoder, classifier, images, labels, n_epochs, generator):
    opt = torch.optim.Adam(classifier.parameters(), lr=1e-3)
    model = nn.Sequential(encoder, classifier).train()
    means = []
    for _ in range(n_epochs):
        perm = torch.randperm(images.shape[0], generator=generator)
        seen = []
        for batch in perm.split(1000):
            opt.zero_grad()
            loss = F.cross_entropy(model(images[batch]), labels[batch])
            loss.backward()
            opt.step()
            seen.append(loss.item())
        means.append(sum(seen) / len(seen))
    model.eval()
    return means
# ---
# wrong
# mistake: keeps the loss of the last batch of each epoch, not the mean over the batches
# line: losses.append(loss.item())
# kind: place
# words: last batch|mean|average|loop|indent
def train_end_to_end(encoder, classifier, images, labels, n_epochs, generator):
    encoder.train(), classifier.train()
    optim = torch.optim.Adam([*encoder.parameters(), *classifier.parameters()], lr=0.001)
    losses = []
    for epoch in range(n_epochs):
        permutation = torch.randperm(len(labels), generator=generator)
        for i in range(0, len(labels), 1000):
            chosen = permutation[i : i + 1000]
            logits = classifier(encoder(images[chosen]))
            loss = F.cross_entropy(logits, labels[chosen])
            optim.zero_grad()
            loss.backward()
            optim.step()
        losses.append(loss.item())
    encoder.eval(), classifier.eval()
    return losses
# ---
# wrong
# mistake: draws the order once, before the epochs, not anew in each
# line: order = torch.randperm(n, generator=generator)
# kind: place
# words: each epoch|every epoch|once|new order|anew|same order
def train_end_to_end(encoder, classifier, images, labels, n_epochs, generator):
    n = len(images)
    net = nn.Sequential(encoder, classifier)
    net.train()
    adam = torch.optim.Adam(net.parameters(), lr=0.001)
    order = torch.randperm(n, generator=generator)
    history = []
    for _ in range(n_epochs):
        total = 0.0
        for part in torch.split(order, 1000):
            loss = F.cross_entropy(net(images[part]), labels[part])
            adam.zero_grad()
            loss.backward()
            adam.step()
            total += loss.item() * len(part)
        history.append(total / n)
    net.eval()
    return history
# ---
# wrong
# mistake: stays in train mode at the end; eval mode is never switched on
# line: return result
# kind: call
# words: eval|train mode
def train_end_to_end(encoder, classifier, images, labels, n_epochs, generator):
    encoder.train()
    classifier.train()
    opt = torch.optim.Adam(list(encoder.parameters()) + list(classifier.parameters()), lr=1e-3)
    result = []
    for _ in range(n_epochs):
        order = torch.randperm(len(images), generator=generator)
        running, steps = 0, 0
        for s in range(0, len(order), 1000):
            x, y = images[order[s : s + 1000]], labels[order[s : s + 1000]]
            opt.zero_grad()
            loss = F.cross_entropy(classifier(encoder(x)), y)
            loss.backward()
            opt.step()
            running += loss.item()
            steps += 1
        result.append(running / steps)
    return result
# ---
# wrong
# mistake: applies a softmax although cross_entropy wants logits and does that itself
# line: probabilities = torch.softmax(classifier(encoder(images[idx])), dim=1)
# kind: call
# words: softmax|logit
def train_end_to_end(encoder, classifier, images, labels, n_epochs, generator):
    optimizer = torch.optim.Adam(
        [{"params": encoder.parameters()}, {"params": classifier.parameters()}], lr=0.001
    )
    criterion = nn.CrossEntropyLoss()
    encoder.train()
    classifier.train()
    losses = []
    for epoch in range(n_epochs):
        perm = torch.randperm(len(images), generator=generator)
        batch_losses = []
        for idx in perm.split(1000):
            probabilities = torch.softmax(classifier(encoder(images[idx])), dim=1)
            loss = criterion(probabilities, labels[idx])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            batch_losses.append(loss.item())
        losses.append(sum(batch_losses) / len(batch_losses))
    encoder.eval()
    classifier.eval()
    return losses
# ---
# wrong
# mistake: the labels are not put into the order of the images: they are sliced, not taken by the permutation
# line: target = labels[start : start + 1000]
# kind: index
# words: label|same order|permut|shuffl|match
def train_end_to_end(encoder, classifier, images, labels, n_epochs, generator):
    network = nn.Sequential(encoder, classifier)
    optimizer = torch.optim.Adam(network.parameters(), lr=0.001)
    network.train()
    mean_losses = []
    for _ in range(n_epochs):
        order = torch.randperm(len(images), generator=generator)
        losses = []
        for start in range(0, len(images), 1000):
            batch = images[order[start : start + 1000]]
            target = labels[start : start + 1000]
            loss = nn.functional.cross_entropy(network(batch), target)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            losses.append(loss.detach())
        mean_losses.append(torch.stack(losses).mean().item())
    network.eval()
    return mean_losses
# ---
# wrong
# mistake: the encoder runs without gradients, so only the classifier learns
# line: with torch.no_grad():
# kind: concept
# words: no_grad|gradient|encoder
def train_end_to_end(encoder, classifier, images, labels, n_epochs, generator):
    params = [*encoder.parameters(), *classifier.parameters()]
    opt = torch.optim.Adam(params, lr=0.001)
    for module in (encoder, classifier):
        module.train()
    out = []
    for _ in range(n_epochs):
        order = torch.randperm(images.size(0), generator=generator)
        losses = []
        for b in order.split(1000):
            with torch.no_grad():
                h = encoder(images[b])  # saves memory
            loss = F.cross_entropy(classifier(h), labels[b])
            opt.zero_grad()
            loss.backward()
            opt.step()
            losses.append(loss.item())
        out.append(sum(losses) / len(losses))
    for module in (encoder, classifier):
        module.eval()
    return out
# ---
# wrong
# mistake: does not hand the generator to fit, so the order comes from the global one
# line: history = fit(model, classification_loss, (images, labels), n_epochs=n_epochs, batch_size=1000)
# kind: argument
# words: generator|global
def train_end_to_end(encoder, classifier, images, labels, n_epochs, generator):
    model = nn.Sequential(encoder, classifier)
    history = fit(model, classification_loss, (images, labels), n_epochs=n_epochs, batch_size=1000)
    model.eval()
    return list(history.epoch_means)
# ---
# wrong
# mistake: leaves the batch size at fit's default of 128
# line: history = fit(
# kind: argument
# words: batch|128|1000|1,000
def train_end_to_end(encoder, classifier, images, labels, n_epochs, generator):
    model = torch.nn.Sequential(encoder, classifier)
    adam = torch.optim.Adam(model.parameters(), lr=0.001)
    history = fit(
        model,
        classification_loss,
        (images, labels),
        n_epochs=n_epochs,
        optimizer=adam,
        generator=generator,
    )
    model.eval()
    return [float(x) for x in history.epoch_means]
# ---
# wrong
# mistake: sums the losses of the batches and does not divide by their number
# line: losses.append(total)
# kind: step
# words: sum|divid|mean|average|number of batches
def train_end_to_end(encoder, classifier, images, labels, n_epochs, generator):
    opt_e = torch.optim.Adam(encoder.parameters(), lr=0.001)
    opt_c = torch.optim.Adam(classifier.parameters(), lr=0.001)
    encoder.train()
    classifier.train()
    losses = []
    for _ in range(n_epochs):
        total = 0.0
        for idx in torch.randperm(len(images), generator=generator).split(1000):
            loss = F.cross_entropy(classifier(encoder(images[idx])), labels[idx])
            opt_e.zero_grad()
            opt_c.zero_grad()
            loss.backward()
            opt_e.step()
            opt_c.step()
            total += loss.item()
        losses.append(total)
    encoder.eval()
    classifier.eval()
    return losses
# ---
# wrong
# mistake: makes a new Adam in each epoch, so its running averages start from nothing every time
# line: optimizer = torch.optim.Adam(net.parameters(), lr=0.001)
# kind: place
# words: each epoch|every epoch|adam|reset|restart|state
def train_end_to_end(encoder, classifier, images, labels, n_epochs, generator):
    net = nn.Sequential(encoder, classifier)
    net.train()

    def one_epoch():
        optimizer = torch.optim.Adam(net.parameters(), lr=0.001)
        order = torch.randperm(len(images), generator=generator)
        losses = []
        for batch in order.split(1000):
            optimizer.zero_grad()
            loss = F.cross_entropy(net(images[batch]), labels[batch])
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
        return sum(losses) / len(losses)

    means = [one_epoch() for _ in range(n_epochs)]
    net.eval()
    return means
# ---
# wrong
# mistake: switches to eval mode inside the loop over epochs, so all epochs after the first train in eval mode, and the learning rate is ten times too large
# line: model.eval()
# line: opt = torch.optim.Adam(model.parameters(), lr=0.01)
# kind: place
# words: eval|train mode|loop|epoch|learning rate
def train_end_to_end(encoder, classifier, images, labels, n_epochs, generator):
    model = nn.Sequential(encoder, classifier)
    opt = torch.optim.Adam(model.parameters(), lr=0.01)
    model.train()
    losses = []
    for _ in range(n_epochs):
        batch_losses = []
        for b in torch.randperm(len(images), generator=generator).split(1000):
            loss = F.cross_entropy(model(images[b]), labels[b])
            opt.zero_grad()
            loss.backward()
            opt.step()
            batch_losses.append(loss.item())
        losses.append(sum(batch_losses) / len(batch_losses))
        model.eval()
    return losses
# ---
# wrong
# mistake: the step is made before the gradient of the batch is there
# line: opt.step()
# kind: order
# words: before|order|backward|after
def train_end_to_end(encoder, classifier, images, labels, n_epochs, generator):
    net = nn.Sequential(encoder, classifier).train()
    opt = torch.optim.Adam(net.parameters(), 1e-3)
    curve = []
    for e in range(n_epochs):
        perm = torch.randperm(len(images), generator=generator)
        ls = []
        for k in range(math.ceil(len(images) / 1000)):
            pick = perm[k * 1000 : (k + 1) * 1000]
            opt.zero_grad()
            loss = F.cross_entropy(net(images[pick]), labels[pick])
            opt.step()
            loss.backward()
            ls.append(loss.item())
        curve.append(sum(ls) / len(ls))
    net.eval()
    return curve
# ---
# wrong
# mistake: never switches to train mode, so networks that come in eval mode train with their running averages
# line: optimizer = torch.optim.Adam(model.parameters(), lr=0.001)
# kind: call
# words: train()|train mode|train(|.train
def train_end_to_end(encoder, classifier, images, labels, n_epochs, generator):
    model = nn.Sequential(encoder, classifier)
    optimizer = torch.optim.Adam(model.parameters(), lr=0.001)
    average_losses = []
    for _ in range(n_epochs):
        permutation = torch.randperm(len(images), generator=generator)
        loss_sum = 0.0
        n_batches = 0
        for indices in torch.split(permutation, 1000):
            optimizer.zero_grad()
            outputs = model(images[indices])
            loss = F.cross_entropy(outputs, labels[indices])
            loss.backward()
            optimizer.step()
            loss_sum += loss.item()
            n_batches += 1
        average_losses.append(loss_sum / n_batches)
    model.eval()
    return average_losses
# ---
# right
# style: fit does the work
def train_end_to_end(encoder, classifier, images, labels, n_epochs, generator):
    model = nn.Sequential(encoder, classifier)
    model.train()
    history = fit(
        model,
        lambda net, x, y: F.cross_entropy(net(x), y),
        (images, labels),
        n_epochs=n_epochs,
        batch_size=1000,
        optimizer=torch.optim.Adam(model.parameters(), lr=0.001),
        generator=generator,
        progress=False,
    )
    model.eval()
    return list(history.epoch_means)
# ---
# right
# style: two optimisers, mean over the batches
def train_end_to_end(encoder, classifier, images, labels, n_epochs, generator):
    parts = [encoder, classifier]
    optimizers = [torch.optim.Adam(p.parameters(), lr=0.001) for p in parts]
    [p.train() for p in parts]
    losses = []
    for _ in range(n_epochs):
        this_epoch = []
        for idx in torch.randperm(len(images), generator=generator).split(1000):
            loss = F.cross_entropy(classifier(encoder(images[idx])), labels[idx])
            [o.zero_grad() for o in optimizers]
            loss.backward()
            [o.step() for o in optimizers]
            this_epoch.append(loss.item())
        losses.append(sum(this_epoch) / len(this_epoch))
    [p.eval() for p in parts]
    return losses
# ---
# right
# style: mean over the images (a smaller last batch counts less), shuffled copies, log_softmax and nll_loss
def train_end_to_end(encoder, classifier, images, labels, n_epochs, generator):
    n = images.shape[0]
    encoder.train()
    classifier.train()
    adam = torch.optim.Adam((*encoder.parameters(), *classifier.parameters()), lr=1e-3)
    means = []
    for _ in range(n_epochs):
        order = torch.randperm(n, generator=generator)
        xs, ys = images[order], labels[order]
        summed = 0.0
        for start in range(0, n, 1000):
            x, y = xs[start : start + 1000], ys[start : start + 1000]
            log_p = F.log_softmax(classifier(encoder(x)), dim=-1)
            loss = F.nll_loss(log_p, y)
            adam.zero_grad()
            loss.backward()
            adam.step()
            summed += loss.item() * len(y)
        means.append(summed / n)
    encoder.eval()
    classifier.eval()
    return means
# ---
# right
# style: DataLoader with a list of batches as its sampler
from torch.utils.data import DataLoader, TensorDataset


def train_end_to_end(encoder, classifier, images, labels, n_epochs, generator):
    dataset = TensorDataset(images, labels)
    criterion = nn.CrossEntropyLoss()
    model = nn.Sequential(encoder, classifier)
    optimizer = torch.optim.Adam(model.parameters(), lr=0.001)
    model.train()
    epoch_losses = []
    for _ in range(n_epochs):
        order = torch.randperm(len(dataset), generator=generator)
        batches = [b.tolist() for b in order.split(1000)]
        loader = DataLoader(dataset, batch_sampler=batches)
        losses = []
        for x, y in loader:
            optimizer.zero_grad(set_to_none=True)
            loss = criterion(model(x), y)
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
        epoch_losses.append(torch.tensor(losses).mean().item())
    model.eval()
    return epoch_losses
