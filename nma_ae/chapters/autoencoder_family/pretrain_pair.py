"""One step of layer-wise pre-training: a layer and its mirror image learn to copy features."""

import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader

from nma_ae.exercises import Case, Exercise, Misconception


def by_slices(encoder, decoder, features, loss, optimizer, order, batch_size=256):
    for start in range(0, len(order), batch_size):
        batch = features[order[start : start + batch_size]]
        optimizer.zero_grad()
        hidden = encoder(batch)
        copy = decoder(hidden)
        loss(copy, batch).backward()
        optimizer.step()
    return encoder(features).detach()


def as_one_network(encoder, decoder, features, loss, optimizer, order, batch_size=256):
    pair = nn.Sequential(encoder, decoder)
    shuffled = features[order]
    for batch in torch.split(shuffled, batch_size):
        error = loss(pair(batch), batch)
        for parameter in pair.parameters():
            parameter.grad = None
        error.backward()
        optimizer.step()
    with torch.inference_mode():
        codes = pair[0](features)
    return codes.clone()


def with_a_loader(encoder, decoder, features, loss, optimizer, order, batch_size=256):
    loader = DataLoader(features, batch_size=batch_size, sampler=order.tolist())
    for batch in loader:
        error = loss(decoder(encoder(batch)), batch)
        error.backward()
        optimizer.step()
        optimizer.zero_grad()
    with torch.no_grad():
        return encoder(features)


def counting_batches(encoder, decoder, features, loss, optimizer, order, batch_size=256):
    n_batches = (len(order) + batch_size - 1) // batch_size
    for i in range(n_batches):
        chosen = order[i * batch_size : (i + 1) * batch_size]
        target = torch.index_select(features, 0, chosen)
        output = decoder.forward(encoder.forward(target))
        optimizer.zero_grad(set_to_none=False)
        loss(output, target).backward()
        optimizer.step()
    rows = [encoder(row[None]).detach() for row in features]
    return torch.cat(rows)


def copies_returned(encoder, decoder, features, loss, optimizer, order, batch_size=256):
    for indices in order.split(batch_size):
        batch = features[indices]
        error = loss(decoder(encoder(batch)), batch)
        optimizer.zero_grad()
        error.backward()
        optimizer.step()
    with torch.no_grad():
        return decoder(encoder(features))


def codes_from_before(encoder, decoder, features, loss, optimizer, order, batch_size=256):
    with torch.no_grad():
        codes = encoder(features)
    for indices in order.split(batch_size):
        batch = features[indices]
        error = loss(decoder(encoder(batch)), batch)
        optimizer.zero_grad()
        error.backward()
        optimizer.step()
    return codes


def last_batch_only(encoder, decoder, features, loss, optimizer, order, batch_size=256):
    for indices in order.split(batch_size):
        batch = features[indices]
        codes = encoder(batch)
        error = loss(decoder(codes), batch)
        optimizer.zero_grad()
        error.backward()
        optimizer.step()
    return codes.detach()


def in_the_order_drawn(encoder, decoder, features, loss, optimizer, order, batch_size=256):
    for indices in order.split(batch_size):
        batch = features[indices]
        error = loss(decoder(encoder(batch)), batch)
        optimizer.zero_grad()
        error.backward()
        optimizer.step()
    with torch.no_grad():
        return encoder(features[order])


def encoder_in_no_grad(encoder, decoder, features, loss, optimizer, order, batch_size=256):
    for indices in order.split(batch_size):
        batch = features[indices]
        with torch.no_grad():
            codes = encoder(batch)
        error = loss(decoder(codes), batch)
        optimizer.zero_grad()
        error.backward()
        optimizer.step()
    with torch.no_grad():
        return encoder(features)


def still_with_gradients(encoder, decoder, features, loss, optimizer, order, batch_size=256):
    for indices in order.split(batch_size):
        batch = features[indices]
        error = loss(decoder(encoder(batch)), batch)
        optimizer.zero_grad()
        error.backward()
        optimizer.step()
    return encoder(features)


def order_ignored(encoder, decoder, features, loss, optimizer, order, batch_size=256):
    for batch in features.split(batch_size):
        error = loss(decoder(encoder(batch)), batch)
        optimizer.zero_grad()
        error.backward()
        optimizer.step()
    with torch.no_grad():
        return encoder(features)


def gradients_pile_up(encoder, decoder, features, loss, optimizer, order, batch_size=256):
    for indices in order.split(batch_size):
        batch = features[indices]
        error = loss(decoder(encoder(batch)), batch)
        error.backward()
        optimizer.step()
    with torch.no_grad():
        return encoder(features)


def always_cross_entropy(encoder, decoder, features, loss, optimizer, order, batch_size=256):
    for indices in order.split(batch_size):
        batch = features[indices]
        error = F.binary_cross_entropy(decoder(encoder(batch)), batch)
        optimizer.zero_grad()
        error.backward()
        optimizer.step()
    with torch.no_grad():
        return encoder(features)


def codes_as_target(encoder, decoder, features, loss, optimizer, order, batch_size=256):
    for indices in order.split(batch_size):
        batch = features[indices]
        codes = encoder(batch)
        error = loss(encoder(decoder(codes)), codes)
        optimizer.zero_grad()
        error.backward()
        optimizer.step()
    with torch.no_grad():
        return encoder(features)


def one_batch(encoder, decoder, features, loss, optimizer, order, batch_size=256):
    batch = features[order]
    error = loss(decoder(encoder(batch)), batch)
    optimizer.zero_grad()
    error.backward()
    optimizer.step()
    with torch.no_grad():
        return encoder(features)


def _inputs(n, batch_size, n_code=3, loss=F.binary_cross_entropy, end=nn.Sigmoid):
    encoder = nn.Sequential(nn.Linear(5, n_code), nn.PReLU())
    decoder = nn.Sequential(nn.Linear(n_code, 5), end())
    parameters = [*encoder.parameters(), *decoder.parameters()]
    return {
        "encoder": encoder,
        "decoder": decoder,
        "features": torch.rand(n, 5),
        "loss": loss,
        "optimizer": torch.optim.SGD(parameters, lr=0.3, momentum=0.9),
        "order": torch.randperm(n),
        "batch_size": batch_size,
    }


def _trained(codes, inputs):
    return {
        "weights after the pass": [
            *inputs["encoder"].parameters(),
            *inputs["decoder"].parameters(),
        ],
        "the new features": codes,
        "the new features ask for gradients": codes.requires_grad,
    }


exercise = Exercise(
    cases=[
        Case(
            inputs=lambda: _inputs(6, 6),
            look=_trained,
            returns=torch.Tensor,
            changes=("encoder", "decoder"),
            shown="six features of five numbers, in one batch, with binary cross-entropy",
        ),
        Case(
            inputs=lambda: _inputs(13, 4),
            look=_trained,
            returns=torch.Tensor,
            changes=("encoder", "decoder"),
            shown="13 features in batches of 4, with binary cross-entropy",
        ),
        Case(
            inputs=lambda: _inputs(20, 8, 5, F.mse_loss, nn.Identity),
            look=_trained,
            returns=torch.Tensor,
            changes=("encoder", "decoder"),
            shown="20 features in batches of 8, with the squared error and a linear decoder",
        ),
    ],
    hints=[
        "The two layers make a small autoencoder of their own: `decoder(encoder(batch))` should be "
        "like `batch`. The loop is the one of every training.",
        "For each `indices` in `order.split(batch_size)`: take `batch = features[indices]`, "
        "compute `loss(decoder(encoder(batch)), batch)`, then zero_grad, backward, step.",
        "After the loop return what the trained encoder makes of *all* features, in their own "
        "order: `encoder(features)`, inside `with torch.no_grad():`.",
    ],
    variants=[by_slices, as_one_network, with_a_loader, counting_batches],
    misconceptions=[
        Misconception(
            copies_returned,
            "You returned the copies. The next pair of layers learns from the codes: "
            "`encoder(features)`.",
        ),
        Misconception(
            codes_from_before,
            "The training is right, but the codes were computed before it. The next pair needs "
            "what the *trained* encoder gives.",
        ),
        Misconception(
            last_batch_only,
            "You returned the codes of the last batch. The next pair needs those of all features, "
            "from the encoder as it is after the last step.",
        ),
        Misconception(
            in_the_order_drawn,
            "The codes come back shuffled: code i should belong to feature i. Encode `features`, "
            "not `features[order]`.",
        ),
        Misconception(
            encoder_in_no_grad,
            "The encoder stands inside `torch.no_grad()` in the loop, so only the decoder learns. "
            "Without gradients belongs only what comes after the loop.",
        ),
        Misconception(
            still_with_gradients,
            "The codes still ask for gradients: the next pair would then train this one as well. "
            "Compute them inside `with torch.no_grad():`.",
        ),
        Misconception(
            order_ignored,
            "The batches come in the order of the features. Take them in the order of `order`.",
        ),
        Misconception(
            gradients_pile_up,
            "You never set the gradients to zero, so each step repeats those of all batches "
            "before. Call `optimizer.zero_grad()` in each step.",
        ),
        Misconception(
            always_cross_entropy,
            "You always take the binary cross-entropy. Features inside the network are no pixels "
            "and may be larger than 1: use the `loss` that is given.",
        ),
        Misconception(
            codes_as_target,
            "You compared codes with codes. Two layers that give zeros would be perfect at that; "
            "what has to be rebuilt is the batch itself.",
        ),
        Misconception(
            one_batch,
            "You made a single step with all features. Take `batch_size` entries of `order` at a "
            "time, and make a step for each.",
        ),
    ],
)
