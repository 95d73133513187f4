# wrong
# mistake: the layer stands before the PReLU of the code instead of behind it; the PReLU then takes the codes off the sphere again
# line: modules.insert(5, NormalizeLayer())
# kind: index
# words: behind the prelu|after the prelu|before the prelu|prelu|one too early|too early|one place|position|6|linear
def build_spherical_autoencoder(input_size=784, encoding_size=3):
    modules = list(build_deep_autoencoder(input_size, encoding_size))
    modules.insert(5, NormalizeLayer())
    return nn.Sequential(*modules)
# ---
# wrong
# mistake: puts the layer at the very end, behind the sigmoid, so that the images are normalised, not the codes
# line: return nn.Sequential(*free, NormalizeLayer())
# kind: place
# words: code|middle|at the end|behind the sigmoid|output|image|before the decoder|between|last|wrong place
def build_spherical_autoencoder(input_size=784, encoding_size=3):
    """Return the deep autoencoder whose codes lie on a sphere."""
    free = build_deep_autoencoder(input_size=input_size, encoding_size=encoding_size)
    return nn.Sequential(*free, NormalizeLayer())
# ---
# wrong
# mistake: packs the two halves as blocks into the Sequential, so that it is nested and not flat
# line: return nn.Sequential(encoder, NormalizeLayer(), decoder)
# kind: step
# words: flat|nest|unpack|star|*|single list|halves|one level|blocks|sequential in
def build_spherical_autoencoder(input_size=784, encoding_size=3):
    free = build_deep_autoencoder(input_size, encoding_size)
    half = len(free) // 2
    encoder = free[:half]
    decoder = free[half:]
    return nn.Sequential(encoder, NormalizeLayer(), decoder)
# ---
# wrong
# mistake: looks for the code by the number 3 instead of by encoding_size, so no layer is found for other sizes
# line: behind_code = isinstance(previous, nn.Linear) and previous.out_features == 3
# kind: number
# words: encoding_size|hard-coded|hard coded|fixed|other size|3|argument|parameter|any size|default
def build_spherical_autoencoder(input_size=784, encoding_size=3):
    free = build_deep_autoencoder(input_size, encoding_size)
    layers = []
    previous = None
    for layer in free:
        layers.append(layer)
        behind_code = isinstance(previous, nn.Linear) and previous.out_features == 3
        if behind_code and isinstance(layer, nn.PReLU):
            layers.append(NormalizeLayer())
        previous = layer
    return nn.Sequential(*layers)
# ---
# wrong
# mistake: hands the class itself into the list instead of an object of it: the parentheses are missing
# line: layers = layers[:6] + [NormalizeLayer] + layers[6:]
# kind: call
# words: parenthes|bracket|instance|object|class|()|not called|create|call
def build_spherical_autoencoder(input_size=784, encoding_size=3):
    layers = [*build_deep_autoencoder(input_size, encoding_size)]
    layers = layers[:6] + [NormalizeLayer] + layers[6:]
    return nn.Sequential(*layers)
# ---
# wrong
# mistake: normalises behind every PReLU, not only behind that of the code
# line: if isinstance(module, nn.PReLU):
# kind: concept
# words: every|only behind the code|each|only the code|all layers|all hidden|once|only once|hidden|too many|narrowest
def build_spherical_autoencoder(input_size=784, encoding_size=3):
    spherical = nn.Sequential()
    for module in build_deep_autoencoder(input_size, encoding_size):
        spherical.append(module)
        if isinstance(module, nn.PReLU):
            spherical.append(NormalizeLayer())
    return spherical
# ---
# wrong
# mistake: the slice of the decoder begins one too late, so the first layer behind the code gets lost
# line: second = list(free.children())[middle + 1:]
# kind: index
# words: slice|one too late|lost|missing layer|skips|left out|+ 1|first layer of the decoder|off by one|drops|linear
def build_spherical_autoencoder(input_size=784, encoding_size=3):
    free = build_deep_autoencoder(input_size, encoding_size)
    middle = len(list(free.children())) // 2
    first = list(free.children())[:middle]
    second = list(free.children())[middle + 1:]
    return nn.Sequential(*first, NormalizeLayer(), *second)
# ---
# wrong
# mistake: replaces the PReLU of the code by the new layer instead of putting it behind
# line: net[position + 1] = NormalizeLayer()
# kind: operator
# words: replace|overwrit|insert|behind|prelu|lost|in place of|instead of|add|removes|keep
def build_spherical_autoencoder(input_size=784, encoding_size=3):
    net = list(build_deep_autoencoder(input_size, encoding_size))
    widths = [m.out_features if isinstance(m, nn.Linear) else float("inf") for m in net]
    position = widths.index(min(widths))
    net[position + 1] = NormalizeLayer()
    return nn.Sequential(*net)
# ---
# wrong
# mistake: calls the builder without its arguments, so that the network always has the standard sizes
# line: model = build_deep_autoencoder()
# kind: argument
# words: argument|input_size|encoding_size|pass|hand|default|sizes|parameter|ignored|always
def build_spherical_autoencoder(input_size=784, encoding_size=3):
    model = build_deep_autoencoder()
    n_half = len(model) // 2
    out = nn.Sequential()
    for number, layer in enumerate(model):
        if number == n_half:
            out.append(NormalizeLayer())
        out.append(layer)
    return out
# ---
# wrong
# mistake: inserts into a list that was made from the network and returns the network, which has not changed
# line: return model
# kind: return
# words: list|unchanged|not changed|copy|sequential|returns the free|original|same network|never used|new network
def build_spherical_autoencoder(input_size=784, encoding_size=3):
    model = build_deep_autoencoder(input_size, encoding_size)
    layers = list(model)
    centre = len(layers) // 2
    layers.insert(centre, NormalizeLayer())
    return model
# ---
# wrong
# mistake: two: exchanges the two sizes in the call, and puts the layer behind the first layer of the decoder
# line: free = build_deep_autoencoder(encoding_size, input_size)
# line: cut = len(free) // 2 + 1
# kind: argument
# words: order|swap|exchange|input_size first|wrong way round|mixed up|before the first layer|too late|behind the code|+ 1|argument
def build_spherical_autoencoder(input_size=784, encoding_size=3):
    free = build_deep_autoencoder(encoding_size, input_size)
    cut = len(free) // 2 + 1
    return nn.Sequential(*free[:cut], NormalizeLayer(), *free[cut:])
# ---
# wrong
# mistake: two: writes the network anew with ReLUs in place of the PReLUs, and leaves the start to torch
# line: blocks += [nn.Linear(n_in, n_out), nn.ReLU()]
# line: blocks += [nn.Linear(n_in, n_out), nn.Sigmoid()] if n_out == input_size else [nn.Linear(n_in, n_out), nn.ReLU()]
# kind: concept
# words: prelu|relu|kaiming|initiali|start|build_deep_autoencoder|activation|weights|as in the free|same as
def build_spherical_autoencoder(input_size=784, encoding_size=3):
    w = [input_size, input_size // 2, 32 * encoding_size, encoding_size]
    blocks = []
    for n_in, n_out in zip(w[:-1], w[1:]):
        blocks += [nn.Linear(n_in, n_out), nn.ReLU()]
    blocks.append(NormalizeLayer())
    w = w[::-1]
    for n_in, n_out in zip(w[:-1], w[1:]):
        blocks += [nn.Linear(n_in, n_out), nn.Sigmoid()] if n_out == input_size else [nn.Linear(n_in, n_out), nn.ReLU()]
    return nn.Sequential(*blocks)
# ---
# right
def build_spherical_autoencoder(input_size=784, encoding_size=3):
    layers = list(build_deep_autoencoder(input_size, encoding_size))
    layers.insert(len(layers) // 2, NormalizeLayer())
    return nn.Sequential(*layers)
# ---
# right
def build_spherical_autoencoder(input_size=784, encoding_size=3):
    """Look for the narrowest layer and go on behind its PReLU."""
    free = build_deep_autoencoder(input_size, encoding_size)
    linear = [i for i, layer in enumerate(free) if isinstance(layer, nn.Linear)]
    code = min(linear, key=lambda i: free[i].out_features)
    return nn.Sequential(*free[: code + 2], NormalizeLayer(), *free[code + 2 :])
# ---
# right
def build_spherical_autoencoder(input_size=784, encoding_size=3):
    spherical = nn.Sequential()
    code_seen = False
    for layer in build_deep_autoencoder(input_size, encoding_size).children():
        spherical.append(layer)
        if code_seen:
            spherical.append(NormalizeLayer())
        code_seen = isinstance(layer, nn.Linear) and layer.out_features == encoding_size
    return spherical
# ---
# right
def build_spherical_autoencoder(input_size=784, encoding_size=3):
    model = build_deep_autoencoder(input_size=input_size, encoding_size=encoding_size)
    narrowest = float("inf")
    where = None
    for i in range(len(model)):
        if isinstance(model[i], nn.Linear) and model[i].out_features < narrowest:
            narrowest = model[i].out_features
            where = i
    parts = [model[i] for i in range(len(model))]
    return nn.Sequential(*(parts[: where + 2] + [NormalizeLayer()] + parts[where + 2 :]))
