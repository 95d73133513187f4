# wrong
# mistake: cuts in the middle, which is right only if both sides are equally long
# line: middle = len(model) // 2
# kind: concept
# words: middle|half|equal length|equally long|same length|narrowest
def split_autoencoder(model):
    """Return (encoder, decoder), which share the layers of the model."""
    middle = len(model) // 2
    return model[:middle], model[middle:]
# ---
# wrong
# mistake: cuts directly behind the narrowest Linear, so its activation lands in the decoder
# line: cut = widths.index(min(widths)) + 1
# kind: index
# words: activation|prelu|one layer further|+ 2|one later|behind it
def split_autoencoder(model):
    widths = [getattr(layer, "out_features", float("inf")) for layer in model]
    cut = widths.index(min(widths)) + 1
    return model[:cut], model[cut:]
# ---
# wrong
# mistake: the decoder starts one layer too early, so the activation of the code is in both halves
# line: decoder = nn.Sequential(*layers[best + 1 :])
# kind: index
# words: both halves|twice|activation|prelu|+ 2|overlap
def split_autoencoder(model):
    layers = list(model.children())
    best = None
    for i, layer in enumerate(layers):
        if isinstance(layer, nn.Linear):
            if best is None or layer.out_features < layers[best].out_features:
                best = i
    encoder = nn.Sequential(*layers[: best + 2])
    decoder = nn.Sequential(*layers[best + 1 :])
    return encoder, decoder
# ---
# wrong
# mistake: looks for the smallest number of inputs, which is the first layer of the decoder, not the layer that makes the code
# line: k = min(linears, key=lambda i: model[i].in_features)
# kind: name
# words: out_features|output|in_features|input|first layer of the decoder
def split_autoencoder(model):
    linears = [i for i, m in enumerate(model) if isinstance(m, nn.Linear)]
    k = min(linears, key=lambda i: model[i].in_features)
    return model[: k + 2], model[k + 2 :]
# ---
# wrong
# mistake: copies the layers, so that the halves do not share them with the network
# line: parts = copy.deepcopy(list(model))
# kind: concept
# words: copy|copies|deepcopy|share|same layers
import copy


def split_autoencoder(model):
    parts = copy.deepcopy(list(model))
    sizes = [p.out_features if isinstance(p, nn.Linear) else 10**9 for p in parts]
    end = sizes.index(min(sizes)) + 2
    return nn.Sequential(*parts[:end]), nn.Sequential(*parts[end:])
# ---
# wrong
# mistake: finds the position among the Linear layers, and uses it as a position in the network, where activations stand in between
# line: encoder = model[: pos + 2]
# line: decoder = model[pos + 2 :]
# kind: index
# words: among the linear|activations|position|every second|twice|2 *
import numpy as np


def split_autoencoder(model):
    dense = [m for m in model if isinstance(m, nn.Linear)]
    pos = int(np.argmin([d.weight.shape[0] for d in dense]))
    encoder = model[: pos + 2]
    decoder = model[pos + 2 :]
    return encoder, decoder
# ---
# wrong
# mistake: looks for a layer of exactly two units, so it fails for codes of another size
# line: if isinstance(layer, nn.Linear) and layer.out_features == 2:
# kind: concept
# words: two units|== 2|exactly|another size|other size|narrowest|smallest
def split_autoencoder(model):
    for position, layer in enumerate(model):
        if isinstance(layer, nn.Linear) and layer.out_features == 2:
            return model[: position + 2], model[position + 2 :]
# ---
# wrong
# mistake: returns the two halves in the opposite order
# line: return model[i + 2:], model[:i + 2]
# kind: argument
# words: encoder first|swap|exchang|opposite|wrong order|decoder first
def split_autoencoder(model):
    outs = {}
    for i, m in enumerate(model):
        if isinstance(m, nn.Linear):
            outs[i] = m.out_features
    i = min(outs, key=outs.get)
    return model[i + 2:], model[:i + 2]
# ---
# wrong
# mistake: hands nn.Sequential a list, without the star that unpacks it
# line: enc = nn.Sequential(mods[:cut])
# line: dec = nn.Sequential(mods[cut:])
# kind: argument
# words: star|unpack|*mods|a list
def split_autoencoder(model):
    mods = [m for m in model]
    narrow = min(m.out_features for m in mods if isinstance(m, nn.Linear))
    cut = 0
    while not (isinstance(mods[cut], nn.Linear) and mods[cut].out_features == narrow):
        cut += 1
    cut += 2
    enc = nn.Sequential(mods[:cut])
    dec = nn.Sequential(mods[cut:])
    return enc, dec
# ---
# wrong
# mistake: the search starts with the first layer's width and no position, so a network whose first layer is the narrowest gets none
# line: where = None
# kind: concept
# words: first layer|starts with|initial|none
def split_autoencoder(model):
    smallest = model[0].out_features
    where = None
    for n in range(len(model)):
        layer = model[n]
        if not isinstance(layer, nn.Linear):
            continue
        if layer.out_features < smallest:
            smallest = layer.out_features
            where = n
    return model[: where + 2], model[where + 2 :]
# ---
# wrong
# mistake: looks for the widest layer, not the narrowest, and leaves the activation to the decoder
# line: if n_out > record:
# line: cut = i + 1
# kind: comparison
# words: widest|narrowest|smallest|largest|activation
def split_autoencoder(model):
    record, cut = 0, 0
    for i, layer in enumerate(model):
        if type(layer) is nn.Linear:
            n_out = layer.out_features
            if n_out > record:
                record = n_out
                cut = i + 1
    return model[:cut], model[cut:]
# ---
# right
# style: min over pairs of width and position
def split_autoencoder(model):
    _, i = min((m.out_features, i) for i, m in enumerate(model) if isinstance(m, nn.Linear))
    return model[: i + 2], model[i + 2 :]
# ---
# right
# style: walks along, comparing each Linear's inputs and outputs: the code is where the widths begin to grow
def split_autoencoder(model):
    linears = [i for i, layer in enumerate(model) if isinstance(layer, nn.Linear)]
    code_size = min(model[i].out_features for i in linears)
    encoder, decoder = nn.Sequential(), nn.Sequential()
    done = False
    waiting = False
    for layer in model:
        (decoder if done else encoder).append(layer)
        if waiting and not done:
            done = True
        if isinstance(layer, nn.Linear) and layer.out_features == code_size:
            waiting = True
    return encoder, decoder
# ---
# right
# style: tensor of widths with infinity for what is no Linear, argmin
def split_autoencoder(model):
    widths = torch.full((len(model),), float("inf"))
    for i, layer in enumerate(model):
        if isinstance(layer, nn.Linear):
            widths[i] = layer.weight.size(0)
    end = int(widths.argmin()) + 2
    halves = nn.Sequential(*model[:end]), nn.Sequential(*model[end:])
    return halves
# ---
# right
# style: sorts, Matlab-like index list
def split_autoencoder(model):
    idx, wid = [], []
    for k in range(len(model)):
        if hasattr(model[k], "out_features"):
            idx.append(k)
            wid.append(model[k].out_features)
    ranking = sorted(range(len(idx)), key=lambda j: wid[j])
    code_layer = idx[ranking[0]]
    encoder = model[0 : code_layer + 1 + 1]
    decoder = model[code_layer + 2 : len(model)]
    return (encoder, decoder)
