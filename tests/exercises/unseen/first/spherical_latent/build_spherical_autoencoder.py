# wrong
# mistake: puts the layer before the PReLU of the code, which moves the codes off the sphere again
# line: model.insert(5, NormalizeLayer())
# kind: index
# words: prelu|activation|one place|one later
def build_spherical_autoencoder(input_size=784, encoding_size=3):
    """Return the deep autoencoder whose codes lie on a sphere."""
    model = build_deep_autoencoder(input_size, encoding_size)
    model.insert(5, NormalizeLayer())
    return model
# ---
# wrong
# mistake: puts the layer behind the first layer of the decoder
# line: return nn.Sequential(*layers[:7], NormalizeLayer(), *layers[7:])
# kind: index
# words: decoder|too late|one place|one earlier|before the first
def build_spherical_autoencoder(input_size=784, encoding_size=3):
    layers = list(build_deep_autoencoder(input_size, encoding_size))
    return nn.Sequential(*layers[:7], NormalizeLayer(), *layers[7:])
# ---
# wrong
# mistake: appends the layer at the end, so the images are normalised and not the codes
# line: model.append(NormalizeLayer())
# kind: concept
# words: at the end|last|output|images
def build_spherical_autoencoder(input_size=784, encoding_size=3):
    model = build_deep_autoencoder(input_size=input_size, encoding_size=encoding_size)
    model.append(NormalizeLayer())
    return model
# ---
# wrong
# mistake: the halves stand in the network as two blocks, so it is not flat
# line: return nn.Sequential(encoder, NormalizeLayer(), decoder)
# kind: concept
# words: flat|nest|unpack|star|blocks|inside
def build_spherical_autoencoder(input_size=784, encoding_size=3):
    free = build_deep_autoencoder(input_size, encoding_size)
    encoder, decoder = split_autoencoder(free)
    return nn.Sequential(encoder, NormalizeLayer(), decoder)
# ---
# wrong
# mistake: hands over the class and not a layer made from it: the brackets are missing
# line: parts.insert(6, NormalizeLayer)
# kind: call
# words: bracket|parenthes|instance|class|()
def build_spherical_autoencoder(input_size=784, encoding_size=3):
    parts = [layer for layer in build_deep_autoencoder(input_size, encoding_size)]
    parts.insert(6, NormalizeLayer)
    return nn.Sequential(*parts)
# ---
# wrong
# mistake: replaces the PReLU of the code by the layer, instead of adding it behind
# line: net[5] = NormalizeLayer()
# kind: concept
# words: replac|prelu|instead of adding|behind|activation
def build_spherical_autoencoder(input_size=784, encoding_size=3):
    net = build_deep_autoencoder(input_size, encoding_size)
    # the normalisation is the activation of the code
    net[5] = NormalizeLayer()
    return net
# ---
# wrong
# mistake: does not pass the sizes on, so the network always has the default ones
# line: model = build_deep_autoencoder()
# kind: argument
# words: pass|default|sizes|input_size|encoding_size
def build_spherical_autoencoder(input_size=784, encoding_size=3):
    model = build_deep_autoencoder()
    half = len(model) // 2
    return nn.Sequential(*model[:half], NormalizeLayer(), *model[half:])
# ---
# wrong
# mistake: insert of a list changes the list and gives back None, which cannot be unpacked
# line: return nn.Sequential(*layers.insert(len(layers) // 2, NormalizeLayer()))
# kind: call
# words: none|in place|insert|gives back|nothing
def build_spherical_autoencoder(input_size=784, encoding_size=3):
    layers = list(build_deep_autoencoder(input_size, encoding_size).children())
    return nn.Sequential(*layers.insert(len(layers) // 2, NormalizeLayer()))
# ---
# wrong
# mistake: normalises behind every PReLU, not behind that of the code only
# line: layers.append(NormalizeLayer())
# kind: concept
# words: every|each prelu|all layers|once|hidden
def build_spherical_autoencoder(input_size=784, encoding_size=3):
    layers = []
    for layer in build_deep_autoencoder(input_size, encoding_size):
        layers.append(layer)
        if isinstance(layer, nn.PReLU):
            layers.append(NormalizeLayer())
    return nn.Sequential(*layers)
# ---
# wrong
# mistake: the second slice begins one too late and loses the first layer of the decoder
# line: return nn.Sequential(*free[:6], NormalizeLayer(), *free[7:])
# kind: index
# words: first layer of the decoder|lost|lose|slice|missing|[6:]
def build_spherical_autoencoder(input_size=784, encoding_size=3):
    free = build_deep_autoencoder(input_size, encoding_size)
    return nn.Sequential(*free[:6], NormalizeLayer(), *free[7:])
# ---
# wrong
# mistake: builds the layers itself but never draws Kaiming's start, and the sigmoid at the end is missing
# line: layers += [nn.Linear(half, input_size)]
# line: return nn.Sequential(*layers)
# kind: step
# words: kaiming|sigmoid|init_weights|initiali
def build_spherical_autoencoder(input_size=784, encoding_size=3):
    half, side = input_size // 2, 32 * encoding_size
    sizes = [input_size, half, side, encoding_size, side, half]
    layers = []
    for i in range(5):
        layers += [nn.Linear(sizes[i], sizes[i + 1]), nn.PReLU()]
        if i == 2:
            layers += [NormalizeLayer()]
    layers += [nn.Linear(half, input_size)]
    return nn.Sequential(*layers)
# ---
# wrong
# mistake: passes the two sizes in the wrong order
# line: free = build_deep_autoencoder(encoding_size, input_size)
# kind: argument
# words: swap|exchang|order|input_size first|wrong way round
def build_spherical_autoencoder(input_size=784, encoding_size=3):
    free = build_deep_autoencoder(encoding_size, input_size)
    enc, dec = split_autoencoder(free)
    return nn.Sequential(*enc, NormalizeLayer(), *dec)
# ---
# right
# style: splits with the course's function and puts the parts together again
def build_spherical_autoencoder(input_size=784, encoding_size=3):
    encoder, decoder = split_autoencoder(build_deep_autoencoder(input_size, encoding_size))
    return nn.Sequential(*encoder, NormalizeLayer(), *decoder)
# ---
# right
# style: insert of a Sequential, which returns the network
def build_spherical_autoencoder(input_size=784, encoding_size=3):
    return build_deep_autoencoder(input_size, encoding_size).insert(6, NormalizeLayer())
# ---
# right
# style: copies layer by layer and looks for the Linear that makes the code
def build_spherical_autoencoder(input_size=784, encoding_size=3):
    spherical = nn.Sequential()
    code_made = False
    for layer in build_deep_autoencoder(input_size, encoding_size):
        spherical.append(layer)
        if isinstance(layer, nn.Linear):
            code_made = layer.out_features == encoding_size and layer.in_features == 32 * encoding_size
        elif isinstance(layer, nn.PReLU) and code_made:
            spherical.append(NormalizeLayer())
    return spherical
# ---
# right
# style: built from nothing, with the course's initialisation
from nma_ae.networks import init_weights_kaiming_normal


def build_spherical_autoencoder(input_size=784, encoding_size=3):
    half, side = input_size // 2, 32 * encoding_size
    model = nn.Sequential(
        nn.Linear(input_size, half),
        nn.PReLU(),
        nn.Linear(half, side),
        nn.PReLU(),
        nn.Linear(side, encoding_size),
        nn.PReLU(),
        NormalizeLayer(),
        nn.Linear(encoding_size, side),
        nn.PReLU(),
        nn.Linear(side, half),
        nn.PReLU(),
        nn.Linear(half, input_size),
        nn.Sigmoid(),
    )
    model[:-2].apply(init_weights_kaiming_normal)
    return model
# ---
# right
# style: sum of Sequentials
def build_spherical_autoencoder(input_size=784, encoding_size=3):
    free = build_deep_autoencoder(encoding_size=encoding_size, input_size=input_size)
    middle = len(free) // 2
    return free[:middle] + nn.Sequential(NormalizeLayer()) + free[middle:]
