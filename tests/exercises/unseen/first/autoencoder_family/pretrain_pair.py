# wrong
# mistake: collects the codes of the batches while it trains, instead of encoding all features with the trained layer at the end
# line: new_features.append(codes.detach())
# kind: concept
# words: after the training|trained encoder|at the end|all features|while|during
def pretrain_pair(
    encoder, decoder, features, loss, optimizer, order, batch_size=256
):
    """Train one pair of layers to copy features; return the new features."""
    new_features = []
    for idx in order.split(batch_size):
        batch = features[idx]
        codes = encoder(batch)
        error = loss(decoder(codes), batch)
        optimizer.zero_grad()
        error.backward()
        optimizer.step()
        new_features.append(codes.detach())
    return torch.cat(new_features)
# ---
# wrong
# mistake: returns the new features of the rows in the order only, and shuffled, not those of all rows as they lie
# line: return encoder(features[order])
# kind: index
# words: all features|all rows|shuffl|permut|features[order]|original order
def pretrain_pair(
    encoder, decoder, features, loss, optimizer, order, batch_size=256
):
    for start in range(0, len(order), batch_size):
        x = features[order[start : start + batch_size]]
        optimizer.zero_grad()
        loss(decoder(encoder(x)), x).backward()
        optimizer.step()
    with torch.no_grad():
        return encoder(features[order])
# ---
# wrong
# mistake: the features that it returns still carry the graph of their gradients
# line: return encoder(features)
# kind: step
# words: no_grad|detach|gradient|graph
def pretrain_pair(
    encoder, decoder, features, loss, optimizer, order, batch_size=256
):
    for chunk in torch.split(order, batch_size):
        target = features[chunk]
        copies = decoder(encoder(target))
        l = loss(copies, target)
        optimizer.zero_grad()
        l.backward()
        optimizer.step()
    return encoder(features)
# ---
# wrong
# mistake: exchanges the two arguments of the loss: the copies come first
# line: value = loss(batch, decoder(encoder(batch)))
# kind: argument
# words: swap|exchang|copies first|first argument|order of the arguments|argument order|wrong way round
def pretrain_pair(
    encoder, decoder, features, loss, optimizer, order, batch_size=256
):
    for i in range(0, len(order), batch_size):
        batch = features[order[i : i + batch_size]]
        value = loss(batch, decoder(encoder(batch)))
        optimizer.zero_grad()
        value.backward()
        optimizer.step()
    return encoder(features).detach()
# ---
# wrong
# mistake: returns the copies that come out of the decoder, not what the encoder makes of the features
# line: codes = decoder(encoder(features))
# kind: concept
# words: decoder|copies|copy
def pretrain_pair(
    encoder, decoder, features, loss, optimizer, order, batch_size=256
):
    pair = nn.Sequential(encoder, decoder)
    for idx in order.split(batch_size):
        optimizer.zero_grad()
        error = loss(pair(features[idx]), features[idx])
        error.backward()
        optimizer.step()
    with torch.no_grad():
        codes = decoder(encoder(features))
    return codes
# ---
# wrong
# mistake: always takes the binary cross-entropy, not the loss that is given
# line: bce = F.binary_cross_entropy(copies, batch)
# kind: name
# words: given|cross-entropy|cross_entropy|larger than 1|bce
def pretrain_pair(
    encoder, decoder, features, loss, optimizer, order, batch_size=256
):
    n = order.shape[0]
    for first in range(0, n, batch_size):
        last = min(first + batch_size, n)
        batch = features[order[first:last]]
        copies = decoder(encoder(batch))
        bce = F.binary_cross_entropy(copies, batch)
        optimizer.zero_grad()
        bce.backward()
        optimizer.step()
    with torch.no_grad():
        new = encoder(features)
    return new
# ---
# wrong
# mistake: runs the encoder without gradients in training, so only the decoder learns
# line: with torch.no_grad():
# kind: concept
# words: no_grad|only the decoder|encoder does not|encoder never|gradient
def pretrain_pair(
    encoder, decoder, features, loss, optimizer, order, batch_size=256
):
    for idx in order.split(batch_size):
        batch = features[idx]
        with torch.no_grad():
            z = encoder(batch)
        error = loss(decoder(z), batch)
        optimizer.zero_grad()
        error.backward()
        optimizer.step()
    return encoder(features).detach()
# ---
# wrong
# mistake: the return stands inside the loop, so only the first batch trains
# line: return encoder(features).detach()
# kind: place
# words: loop|first batch|indent|one batch
def pretrain_pair(
    encoder, decoder, features, loss, optimizer, order, batch_size=256
):
    for idx in torch.split(order, batch_size):
        x = features[idx]
        optimizer.zero_grad()
        error = loss(decoder(encoder(x)), x)
        error.backward()
        optimizer.step()
        return encoder(features).detach()
# ---
# wrong
# mistake: the number that comes out overwrites the function loss, so the second batch cannot call it
# line: loss = loss(decoder(encoder(batch)), batch)
# kind: name
# words: overwrit|same name|another name|other name|callable|second batch
def pretrain_pair(
    encoder, decoder, features, loss, optimizer, order, batch_size=256
):
    for idx in order.split(batch_size):
        batch = features[idx]
        optimizer.zero_grad()
        loss = loss(decoder(encoder(batch)), batch)
        loss.backward()
        optimizer.step()
    with torch.no_grad():
        return encoder(features)
# ---
# wrong
# mistake: encodes the features before the training
# line: new_features = encoder(features)
# kind: order
# words: before|after the training|trained encoder|untrained|too early
def pretrain_pair(
    encoder, decoder, features, loss, optimizer, order, batch_size=256
):
    def one_update(batch):
        optimizer.zero_grad()
        loss(decoder(encoder(batch)), batch).backward()
        optimizer.step()

    with torch.no_grad():
        new_features = encoder(features)
    for idx in order.split(batch_size):
        one_update(features[idx])
    return new_features
# ---
# wrong
# mistake: goes through the features as they lie, without the order, and never sets the gradients to zero
# line: for batch in features.split(batch_size):
# line: error.backward()
# kind: step
# words: order|zero|accumulat|add up
def pretrain_pair(
    encoder, decoder, features, loss, optimizer, order, batch_size=256
):
    for batch in features.split(batch_size):
        error = loss(decoder(encoder(batch)), batch)
        error.backward()
        optimizer.step()
    with torch.no_grad():
        out = encoder(features)
    return out
# ---
# wrong
# mistake: the range stops short, so the batch that is left over at the end is not trained on
# line: for s in range(0, len(order) - batch_size, batch_size):
# kind: index
# words: last batch|left over|remain|end of the range|stops|too short
def pretrain_pair(
    encoder, decoder, features, loss, optimizer, order, batch_size=256
):
    for s in range(0, len(order) - batch_size, batch_size):
        rows = order[s:s + batch_size]
        wanted = features[rows]
        got = decoder(encoder(wanted))
        optimizer.zero_grad()
        loss(got, wanted).backward()
        optimizer.step()
    return encoder(features).detach()
# ---
# right
# style: closure for the optimiser
def pretrain_pair(
    encoder, decoder, features, loss, optimizer, order, batch_size=256
):
    for rows in order.split(batch_size):
        batch = features[rows]

        def closure():
            optimizer.zero_grad()
            error = loss(decoder(encoder(batch)), batch)
            error.backward()
            return error

        optimizer.step(closure)
    with torch.no_grad():
        return encoder(features)
# ---
# right
# style: while loop that eats up the order; sets gradients to None by hand
def pretrain_pair(
    encoder, decoder, features, loss, optimizer, order, batch_size=256
):
    rest = order
    while len(rest) > 0:
        now, rest = rest[:batch_size], rest[batch_size:]
        x = features[now]
        y = decoder(encoder(x))
        for half in (encoder, decoder):
            for parameter in half.parameters():
                parameter.grad = None
        loss(y, x).backward()
        optimizer.step()
    return encoder(features).detach()
# ---
# right
# style: pair as one Sequential, features sorted first, encoded in portions
def pretrain_pair(
    encoder, decoder, features, loss, optimizer, order, batch_size=256
):
    pair = nn.Sequential(encoder, decoder)
    for batch in features[order].split(batch_size):
        pair.zero_grad()
        error = loss(pair(batch), batch)
        error.backward()
        optimizer.step()
    with torch.no_grad():
        portions = [encoder(portion) for portion in features.split(batch_size)]
    return torch.cat(portions)
# ---
# right
# style: DataLoader with the order as sampler
from torch.utils.data import DataLoader


def pretrain_pair(
    encoder, decoder, features, loss, optimizer, order, batch_size=256
):
    for batch in DataLoader(features, batch_size, sampler=order.tolist()):
        codes = encoder(batch)
        copies = decoder(codes)
        error = loss(copies, batch)
        optimizer.zero_grad()
        error.backward()
        optimizer.step()
    with torch.inference_mode(False), torch.no_grad():
        new_features = encoder(features)
    return new_features
