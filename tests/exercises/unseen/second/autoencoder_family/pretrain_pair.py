# wrong
# mistake: the gradients are never set to zero, so each step uses the sum of those of all batches before
# line: error.backward()
# kind: step
# words: zero_grad|accumulat|add up|sum|reset|clear|zero|old gradient|previous batch|set to zero|pile up
def pretrain_pair(
    encoder, decoder, features, loss, optimizer, order, batch_size=256
):
    for chosen in order.split(batch_size):
        x = features[chosen]
        error = loss(decoder(encoder(x)), x)
        error.backward()
        optimizer.step()
    with torch.no_grad():
        return encoder(features)
# ---
# wrong
# mistake: takes the features in the order in which they lie there; the order that was given is not used
# line: batch = features[start : start + batch_size]
# kind: index
# words: order|shuffl|permut|given sequence|which features|random|order[|ignored|selected|not used
def pretrain_pair(
    encoder, decoder, features, loss, optimizer, order, batch_size=256
):
    """Train one pair of layers to copy features; return the new features."""
    for start in range(0, len(order), batch_size):
        batch = features[start : start + batch_size]
        optimizer.zero_grad()
        copies = decoder(encoder(batch))
        loss(copies, batch).backward()
        optimizer.step()
    with torch.no_grad():
        new_features = encoder(features)
    return new_features
# ---
# wrong
# mistake: the last, smaller batch is left out, because the number of batches is rounded down
# line: n_batches = len(order) // batch_size
# kind: operator
# words: last batch|remain|rest|remainder|round up|rounded down|left out|leftover|ceil|smaller batch|incomplete|dropped
def pretrain_pair(
    encoder, decoder, features, loss, optimizer, order, batch_size=256
):
    n_batches = len(order) // batch_size
    for b in range(n_batches):
        ids = order[b * batch_size : (b + 1) * batch_size]
        optimizer.zero_grad()
        out = decoder(encoder(features[ids]))
        value = loss(out, features[ids])
        value.backward()
        optimizer.step()
    return encoder(features).detach()
# ---
# wrong
# mistake: returns the codes with their gradients still attached
# line: return encoder(features)
# kind: step
# words: no_grad|detach|without gradient|gradient|graph|requires_grad|attached|next pair|backprop
def pretrain_pair(
    encoder, decoder, features, loss, optimizer, order, batch_size=256
):
    pair = nn.Sequential(encoder, decoder)
    for part in torch.split(order, batch_size):
        target = features[part]
        optimizer.zero_grad()
        loss(pair(target), target).backward()
        optimizer.step()
    return encoder(features)
# ---
# wrong
# mistake: returns the copies of the features, not what the encoder layer makes of them
# line: new = decoder(encoder(features))
# kind: return
# words: decoder|encoder only|only the encoder|code|copies|reconstruct|without the decoder|encoder alone|old features|encoded
def pretrain_pair(
    encoder, decoder, features, loss, optimizer, order, batch_size=256
):
    i = 0
    while i < len(order):
        rows = order[i : i + batch_size]
        data = features.index_select(0, rows)
        optimizer.zero_grad()
        loss(decoder(encoder(data)), data).backward()
        optimizer.step()
        i += batch_size
    with torch.no_grad():
        new = decoder(encoder(features))
    return new
# ---
# wrong
# mistake: the gradients are deleted between backward and step, so that the step has nothing to go by
# line: optimizer.zero_grad()
# kind: order
# words: before backward|before the backward|after the step|after step|order|too late|deleted|erased|wiped|between backward|no gradient|zero
def pretrain_pair(
    encoder, decoder, features, loss, optimizer, order, batch_size=256
):
    for index in order.split(batch_size):
        inputs = features[index]
        hidden = encoder(inputs)
        copies = decoder(hidden)
        batch_loss = loss(copies, inputs)
        batch_loss.backward()
        optimizer.zero_grad()
        optimizer.step()
    with torch.no_grad():
        result = encoder(features)
    return result
# ---
# wrong
# mistake: the target is given first and the copy second; the loss is not symmetric, it takes copies, then features
# line: l = loss(features[idx], decoder(encoder(features[idx])))
# kind: argument
# words: order|swap|exchange|first argument|copies first|wrong way round|symmetric|target|mixed up|copies, features|second
def pretrain_pair(
    encoder, decoder, features, loss, optimizer, order, batch_size=256
):
    for k in range(0, order.numel(), batch_size):
        idx = order[k:k + batch_size]
        l = loss(features[idx], decoder(encoder(features[idx])))
        optimizer.zero_grad()
        l.backward()
        optimizer.step()
    return encoder(features.detach()).detach()
# ---
# wrong
# mistake: collects the codes while training: they come from an encoder that is not finished, and in the shuffled order
# line: collected.append(codes.detach())
# kind: concept
# words: after training|during training|trained encoder|not finished|half-trained|own order|shuffled|original order|old weights|after the loop|in the loop|all features
def pretrain_pair(
    encoder, decoder, features, loss, optimizer, order, batch_size=256
):
    collected = []
    for chosen in order.split(batch_size):
        optimizer.zero_grad()
        codes = encoder(features[chosen])
        loss(decoder(codes), features[chosen]).backward()
        optimizer.step()
        collected.append(codes.detach())
    return torch.cat(collected)
# ---
# wrong
# mistake: the code is detached before the decoder, so no gradient reaches the encoder and it never learns
# line: codes = encoder(x).detach()
# kind: concept
# words: detach|gradient|encoder never|encoder is not trained|encoder does not learn|cut|backprop|only the decoder|graph|blocks|reach
def pretrain_pair(
    encoder, decoder, features, loss, optimizer, order, batch_size=256
):
    def one_step(x):
        codes = encoder(x).detach()
        copies = decoder(codes)
        optimizer.zero_grad()
        loss(copies, x).backward()
        optimizer.step()

    for chosen in order.split(batch_size):
        one_step(features[chosen])
    with torch.no_grad():
        return encoder(features)
# ---
# wrong
# mistake: uses the mean squared error of the earlier examples instead of the loss that was handed over
# line: err = F.mse_loss(decoder(encoder(x)), x)
# kind: call
# words: given loss|loss function|the loss that|handed|passed|mse|squared|parameter|argument|ignored|instead of loss|own loss
def pretrain_pair(
    encoder, decoder, features, loss, optimizer, order, batch_size=256
):
    encoder.train()
    decoder.train()
    shuffled = features[order]
    for x in shuffled.split(batch_size):
        err = F.mse_loss(decoder(encoder(x)), x)
        optimizer.zero_grad()
        err.backward()
        optimizer.step()
    with torch.no_grad():
        return encoder(features)
# ---
# wrong
# mistake: two: the step stands behind the loop, so that there is one step for all batches, and only the last batch is then encoded
# line: optimizer.step()
# line: return encoder(x).detach()
# kind: place
# words: indent|inside the loop|in the loop|each batch|every batch|after the loop|one step|only one|all features|last batch|behind the loop
def pretrain_pair(
    encoder, decoder, features, loss, optimizer, order, batch_size=256
):
    for start in range(0, len(order), batch_size):
        x = features[order[start:start + batch_size]]
        optimizer.zero_grad()
        loss(decoder(encoder(x)), x).backward()
    optimizer.step()
    return encoder(x).detach()
# ---
# wrong
# mistake: two: draws its own random order over all features instead of taking the given one, and returns the codes in that order
# line: perm = torch.randperm(len(features))
# line: return encoder(features[perm])
# kind: concept
# words: given order|own order|order|random|shuffl|permut|original order|randperm|argument|not used|rows
def pretrain_pair(
    encoder, decoder, features, loss, optimizer, order, batch_size=256
):
    perm = torch.randperm(len(features))
    for batch in perm.split(batch_size):
        optimizer.zero_grad()
        copies = decoder(encoder(features[batch]))
        loss(copies, features[batch]).backward()
        optimizer.step()
    with torch.no_grad():
        return encoder(features[perm])
# ---
# right
def pretrain_pair(
    encoder, decoder, features, loss, optimizer, order, batch_size=256
):
    for chosen in order.split(batch_size):
        batch = features[chosen]
        optimizer.zero_grad()
        loss(decoder(encoder(batch)), batch).backward()
        optimizer.step()
    with torch.no_grad():
        return encoder(features)
# ---
# right
def pretrain_pair(
    encoder, decoder, features, loss, optimizer, order, batch_size=256
):
    """Go through the order with a slice, one step each."""
    n = len(order)
    start = 0
    while start < n:
        stop = min(start + batch_size, n)
        x = features[order[start:stop]]
        h = encoder(x)
        y = decoder(h)
        value = loss(y, x)
        optimizer.zero_grad()
        value.backward()
        optimizer.step()
        start = stop
    return encoder(features).detach()
# ---
# right
def pretrain_pair(
    encoder, decoder, features, loss, optimizer, order, batch_size=256
):
    pair = nn.Sequential(encoder, decoder)
    n_steps = -(-len(order) // batch_size)
    for i in range(n_steps):
        rows = order[i * batch_size : (i + 1) * batch_size]
        data = torch.stack([features[r] for r in rows])
        pair_loss = loss(pair(data), data)
        optimizer.zero_grad()
        pair_loss.backward()
        optimizer.step()
    with torch.no_grad():
        out = encoder(features)
    return out
# ---
# right
def _update(pair, x, loss, optimizer):
    optimizer.zero_grad()
    error = loss(pair(x), x)
    error.backward()
    optimizer.step()


def pretrain_pair(
    encoder, decoder, features, loss, optimizer, order, batch_size=256
):
    def pair(x):
        return decoder(encoder(x))

    for part in features.detach()[order].split(batch_size):
        _update(pair, part, loss, optimizer)
    encoded = encoder(features.detach())
    return encoded.detach().clone()
