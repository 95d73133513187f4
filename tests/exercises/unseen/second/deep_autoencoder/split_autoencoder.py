# wrong
# mistake: cuts the network in the middle, which finds the code only if both sides have the same length
# line: middle = len(model) // 2
# kind: concept
# words: middle|half|symmetr|equal length|narrowest|fewest|same length|out_features|unequal
def split_autoencoder(model):
    middle = len(model) // 2
    return model[:middle], model[middle:]
# ---
# wrong
# mistake: cuts right behind the narrowest Linear, so that its activation falls to the decoder
# line: cut = narrowest + 1
# kind: index
# words: activation|prelu|+ 2|plus two|off by one|behind|belongs|follow|one more
def split_autoencoder(model):
    narrowest, fewest = None, float("inf")
    for position, layer in enumerate(model):
        if isinstance(layer, nn.Linear) and layer.out_features < fewest:
            narrowest, fewest = position, layer.out_features
    cut = narrowest + 1
    encoder = nn.Sequential(*list(model)[:cut])
    decoder = nn.Sequential(*list(model)[cut:])
    return encoder, decoder
# ---
# wrong
# mistake: lets the decoder begin one layer too early, so that the activation of the code stands in both halves
# line: return model[: i + 2], model[i + 1 :]
# kind: index
# words: twice|both|overlap|activation|prelu|off by one|i + 2|same place|one too early|repeat
def split_autoencoder(model):
    """Return (encoder, decoder), which share the layers of the model."""
    sizes = [
        layer.out_features if isinstance(layer, nn.Linear) else float("inf")
        for layer in model
    ]
    i = sizes.index(min(sizes))
    return model[: i + 2], model[i + 1 :]
# ---
# wrong
# mistake: copies the layers before splitting, so that the halves no longer share their weights with the network
# line: layers = [copy.deepcopy(m) for m in model]
# kind: concept
# words: copy|share|same|deepcopy|own weights|original|separate|later training|object|independent
def split_autoencoder(model):
    import copy
    layers = [copy.deepcopy(m) for m in model]
    linear_positions = [k for k, m in enumerate(layers) if type(m) is nn.Linear]
    k = min(linear_positions, key=lambda k: layers[k].out_features)
    return nn.Sequential(*layers[:k + 2]), nn.Sequential(*layers[k + 2:])
# ---
# wrong
# mistake: looks for the layer with the fewest weights, but a narrow layer with many inputs has more weights than the small one behind it
# line: n_weights = layer.weight.numel()
# kind: concept
# words: weight|numel|parameters|output|out_features|inputs|width|narrowest|rows|shape[0]
def split_autoencoder(model):
    best_index = -1
    best_count = None
    for index, layer in enumerate(model):
        if not isinstance(layer, nn.Linear):
            continue
        n_weights = layer.weight.numel()
        if best_count is None or n_weights < best_count:
            best_count = n_weights
            best_index = index
    end = best_index + 2
    return model[:end], model[end:]
# ---
# wrong
# mistake: returns the two halves in the wrong order
# line: return second, first
# kind: return
# words: order|swap|encoder first|exchange|revers|decoder first|wrong way round|interchang
def split_autoencoder(model):
    widths = {
        i: m.weight.shape[0]
        for i, m in enumerate(model)
        if hasattr(m, "out_features")
    }
    code_at = min(widths, key=widths.get)
    first = nn.Sequential()
    second = nn.Sequential()
    for i, m in enumerate(model):
        if i <= code_at + 1:
            first.append(m)
        else:
            second.append(m)
    return second, first
# ---
# wrong
# mistake: never updates the smallest width, so that the last Linear narrower than the start value wins
# line: where = i
# kind: step
# words: updat|smallest|minimum|remember|never chang|assign|last linear|keep|best
def split_autoencoder(model):
    smallest = model[0].out_features
    where = 0
    for i in range(1, len(model)):
        if isinstance(model[i], nn.Linear):
            if model[i].out_features < smallest:
                where = i
    return model[:where + 2], model[where + 2:]
# ---
# wrong
# mistake: takes the first layer that widens for the start of the decoder, which fails if a network first gets wider before it narrows
# line: if isinstance(layer, nn.Linear) and layer.out_features > layer.in_features:
# kind: concept
# words: wider|widen|grow|first|narrowest|fewest|minimum|smallest|larger than its input|expand
def split_autoencoder(model):
    encoder_layers = []
    decoder_layers = []
    in_decoder = False
    for layer in model:
        if isinstance(layer, nn.Linear) and layer.out_features > layer.in_features:
            in_decoder = True
        if in_decoder:
            decoder_layers.append(layer)
        else:
            encoder_layers.append(layer)
    return nn.Sequential(*encoder_layers), nn.Sequential(*decoder_layers)
# ---
# wrong
# mistake: counts the position among the Linear layers only and then uses it as a position in the whole network, activations included
# line: split = widths.index(min(widths)) + 2
# kind: index
# words: position|only the linear|filtered|among|activation|whole model|prelu|count|wrong list|index
def split_autoencoder(model):
    linears = [layer for layer in model if isinstance(layer, nn.Linear)]
    widths = [layer.out_features for layer in linears]
    split = widths.index(min(widths)) + 2
    encoder = model[:split]
    decoder = model[split:]
    return encoder, decoder
# ---
# wrong
# mistake: asks every module for out_features, but a PReLU or a sigmoid has none, so the function stops with an error
# line: k = min(range(len(model)), key=lambda i: model[i].out_features)
# kind: step
# words: linear|isinstance|prelu|activation|attribute|no out_features|only|filter|skip|sigmoid
def split_autoencoder(model):
    k = min(range(len(model)), key=lambda i: model[i].out_features)
    return model[:k + 2], model[k + 2:]
# ---
# wrong
# mistake: leaves the activation out of the encoder, and drops the last module of the decoder, the sigmoid
# line: encoder = nn.Sequential(*modules[:pos + 1])
# line: decoder = nn.Sequential(*modules[pos + 1:-1])
# kind: index
# words: activation|prelu|sigmoid|last|-1|slice|+ 2|off by one|end|drop
def split_autoencoder(model):
    modules = list(model.children())
    pos = 0
    for j, mod in enumerate(modules):
        if isinstance(mod, nn.Linear):
            if mod.out_features < modules[pos].out_features:
                pos = j
    encoder = nn.Sequential(*modules[:pos + 1])
    decoder = nn.Sequential(*modules[pos + 1:-1])
    return encoder, decoder
# ---
# wrong
# mistake: compares the inputs of the layers and so finds the layer behind the code, and returns plain lists that are no networks
# line: candidates = sorted((m.in_features, i) for i, m in enumerate(model) if isinstance(m, nn.Linear))
# line: return everything[:stop], everything[stop:]
# kind: name
# words: in_features|out_features|input|output|list|sequential|module|callable|next layer
def split_autoencoder(model):
    everything = [m for m in model]
    candidates = sorted((m.in_features, i) for i, m in enumerate(model) if isinstance(m, nn.Linear))
    stop = candidates[0][1] + 2
    return everything[:stop], everything[stop:]
# ---
# right
def split_autoencoder(model):
    linears = [i for i, layer in enumerate(model) if isinstance(layer, nn.Linear)]
    code = min(linears, key=lambda i: model[i].out_features)
    return model[: code + 2], model[code + 2 :]
# ---
# right
def split_autoencoder(model):
    best = None
    for index, layer in enumerate(model):
        if isinstance(layer, nn.Linear):
            if best is None or layer.out_features < model[best].out_features:
                best = index
    encoder = nn.Sequential()
    decoder = nn.Sequential()
    for index, layer in enumerate(model):
        (encoder if index < best + 2 else decoder).append(layer)
    return encoder, decoder
# ---
# right
def _width(layer):
    if isinstance(layer, nn.Linear):
        return layer.weight.shape[0]
    return float("inf")


def split_autoencoder(model):
    layers = list(model)
    widths = [_width(layer) for layer in layers]
    cut = widths.index(min(widths)) + 2
    return nn.Sequential(*layers[:cut]), nn.Sequential(*layers[cut:])
# ---
# right
def split_autoencoder(model):
    import numpy as np

    outputs = np.full(len(model), np.inf)
    for k, part in enumerate(model):
        if type(part).__name__ == "Linear":
            outputs[k] = part.out_features
    after_code = int(np.argmin(outputs)) + 2
    halves = model[:after_code], model[after_code:]
    return halves
