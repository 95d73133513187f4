"""One step of layer-wise pre-training: a layer and its mirror image learn to copy features."""

import random

import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader

from nma_ae.exercises import Case, Exercise, Misconception, edit


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


def _inputs(features, order, batch_size, n_code=3, loss=F.binary_cross_entropy, end=nn.Sigmoid):
    width = features.shape[1]
    encoder = nn.Sequential(nn.Linear(width, n_code), nn.PReLU())
    decoder = nn.Sequential(nn.Linear(n_code, width), end())
    parameters = [*encoder.parameters(), *decoder.parameters()]
    return {
        "encoder": encoder,
        "decoder": decoder,
        "features": features,
        "loss": loss,
        "optimizer": torch.optim.SGD(parameters, lr=0.3, momentum=0.9),
        "order": order,
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


def _case(inputs, shown="", **rest):
    return Case(
        inputs=inputs,
        look=_trained,
        returns=torch.Tensor,
        changes=("encoder", "decoder"),
        shown=shown,
        **rest,
    )


def _with_defaults(answer, inputs):
    *given, _batch_size = inputs.values()
    return answer(*given)


def generated(random: random.Random) -> Case:
    """Make a case: single features, some taken twice or never, batches of one and of more than all.

    Features may be large and negative, as inside a network, and lie in memory by columns.
    """
    seed = random.randrange(2**31)
    by_default = random.random() < 0.05
    n = 300 if by_default else random.choice([1, 2, 9, random.randint(1, 20)])
    m = n if by_default else random.choice([1, n, n, random.randint(1, n)])
    batch_size = 256 if by_default else random.choice([1, 2, 4, m, m + 1, random.randint(1, 8)])
    width, n_code = random.choice([1, 5, random.randint(1, 8)]), random.randint(1, 6)
    is_pixels, repeats, by_columns = (random.random() < p for p in (0.5, 0.2, 0.3))

    def inputs():
        with torch.random.fork_rng(devices=[]):  # the layers draw from the global stream
            torch.manual_seed(seed)
            features = torch.rand(width, n).T if by_columns else torch.rand(n, width)
            order = torch.randint(n, (m,)) if repeats else torch.randperm(n)[:m]
            if is_pixels:
                return _inputs(features, order, batch_size, n_code)
            features = 3 * features - 1
            return _inputs(features, order, batch_size, n_code, F.mse_loss, nn.Identity)

    return _case(inputs, call=_with_defaults) if by_default else _case(inputs)


exercise = Exercise(
    cases=[
        _case(
            lambda: _inputs(torch.rand(6, 5), torch.randperm(6), 6),
            "six features of five numbers, in one batch, with binary cross-entropy",
        ),
        _case(
            lambda: _inputs(torch.rand(20, 5), torch.randperm(20)[:13], 4),
            "13 of 20 features in batches of 4, with binary cross-entropy",
        ),
        _case(
            lambda: _inputs(
                3 * torch.rand(300, 5) - 1, torch.randperm(300), 256, 5, F.mse_loss, nn.Identity
            ),
            "300 features, some negative, with the squared error and a linear decoder; "
            "`batch_size` is not given",
            call=_with_defaults,
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
            edit("copies_returned", ("encoder(features)", "decoder(encoder(features))")),
            "You returned the copies. The next pair of layers learns from the codes: "
            "`encoder(features)`.",
        ),
        Misconception(
            edit(
                "codes_from_before",
                ("for start", "codes = encoder(features).detach()\n    for start"),
                ("return encoder(features).detach()", "return codes"),
                of=by_slices,
            ),
            "The training is right, but the codes were computed before it. The next pair needs "
            "what the *trained* encoder gives.",
        ),
        Misconception(
            edit(
                "last_batch_only", ("encoder(features).detach()", "hidden.detach()"), of=by_slices
            ),
            "You returned the codes of the last batch. The next pair needs those of all features, "
            "from the encoder as it is after the last step.",
        ),
        Misconception(
            edit("in_the_order_drawn", ("encoder(features)", "encoder(features[order])")),
            "The codes come back shuffled: code i should belong to feature i. Encode `features`, "
            "not `features[order]`.",
        ),
        Misconception(
            edit(
                "encoder_in_no_grad",
                ("hidden = encoder", "with torch.no_grad():\n            hidden = encoder"),
                of=by_slices,
            ),
            "Only the decoder learns; the encoder stays as it was. In the loop gradients have to "
            "reach both: keep `no_grad` and `detach` for what comes after the loop.",
        ),
        Misconception(
            edit("still_with_gradients", (".detach()", ""), of=by_slices),
            "The codes still ask for gradients: the next pair would then train this one as well. "
            "Compute them inside `with torch.no_grad():`.",
        ),
        Misconception(
            edit("order_ignored", ("features[order]", "features"), of=as_one_network),
            "The batches come in the order of the features. Take them in the order of `order`.",
        ),
        Misconception(
            edit("gradients_pile_up", ("optimizer.zero_grad()", "")),
            "The gradients pile up: each step uses those of all batches so far. Call "
            "`optimizer.zero_grad()` in every step.",
        ),
        Misconception(
            edit("always_cross_entropy", ("loss(decoder", "F.binary_cross_entropy(decoder")),
            "You always take the binary cross-entropy. Features inside the network are no pixels "
            "and may be larger than 1: use the `loss` that is given.",
        ),
        Misconception(
            edit(
                "codes_as_target",
                ("loss(copy, batch)", "loss(encoder(copy), hidden)"),
                of=by_slices,
            ),
            "You compared codes with codes. Two layers that give zeros would be perfect at that; "
            "what has to be rebuilt is the batch itself.",
        ),
        Misconception(
            edit("one_batch", ("order.split(batch_size)", "[order]")),
            "You made a single step with all features. Take `batch_size` entries of `order` at a "
            "time, and make a step for each.",
        ),
    ],
    generated=generated,
)
