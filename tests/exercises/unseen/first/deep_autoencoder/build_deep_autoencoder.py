# wrong
# mistake: the layers beside the code are always 64 wide, instead of 32 for each unit of the code
# line: sizes = [input_size, input_size // 2, 64, encoding_size]
# kind: number
# words: 64|32 *|32 for each|encoding_size|beside the code
def build_deep_autoencoder(input_size=784, encoding_size=2):
    """Return input -> input/2 -> 32 codes -> code, and the way back."""
    sizes = [input_size, input_size // 2, 64, encoding_size]
    sizes = sizes + sizes[-2::-1]
    layers = []
    for a, b in zip(sizes[:-1], sizes[1:]):
        layers.append(nn.Linear(a, b))
        layers.append(nn.PReLU())
    layers[-1] = nn.Sigmoid()
    model = nn.Sequential(*layers)
    model[:-2].apply(init_weights_kaiming_normal)
    return model
# ---
# wrong
# mistake: leaves the code without a PReLU, as if the code had to be linear
# line: nn.Linear(encoding_size, h),
# kind: concept
# words: prelu|activation|linear code|behind the code
def build_deep_autoencoder(input_size=784, encoding_size=2):
    half, h = input_size // 2, 32 * encoding_size
    model = nn.Sequential(
        nn.Linear(input_size, half),
        nn.PReLU(),
        nn.Linear(half, h),
        nn.PReLU(),
        nn.Linear(h, encoding_size),
        nn.Linear(encoding_size, h),
        nn.PReLU(),
        nn.Linear(h, half),
        nn.PReLU(),
        nn.Linear(half, input_size),
        nn.Sigmoid(),
    )
    model[:-2].apply(init_weights_kaiming_normal)
    return model
# ---
# wrong
# mistake: puts a PReLU behind the last Linear as well, between it and the sigmoid, so that the last Linear is drawn anew too
# line: layers.append(nn.PReLU())
# kind: step
# words: last linear|prelu|before the sigmoid|in front of the sigmoid
def build_deep_autoencoder(input_size=784, encoding_size=2):
    encoder_widths = [input_size, input_size // 2, 32 * encoding_size, encoding_size]
    decoder_widths = encoder_widths[::-1][1:]
    layers = []
    previous = encoder_widths[0]
    for width in encoder_widths[1:] + decoder_widths:
        layers.append(nn.Linear(previous, width))
        layers.append(nn.PReLU())
        previous = width
    layers.append(nn.Sigmoid())
    model = nn.Sequential(*layers)
    model[:-2].apply(init_weights_kaiming_normal)
    return model
# ---
# wrong
# mistake: makes one PReLU and puts the same one in five places, so all layers share one slope
# line: act = nn.PReLU()
# kind: concept
# words: share|same prelu|one slope|own slope|five
def build_deep_autoencoder(input_size=784, encoding_size=2):
    n1 = input_size // 2
    n2 = 32 * encoding_size
    act = nn.PReLU()
    model = nn.Sequential(
        nn.Linear(input_size, n1), act,
        nn.Linear(n1, n2), act,
        nn.Linear(n2, encoding_size), act,
        nn.Linear(encoding_size, n2), act,
        nn.Linear(n2, n1), act,
        nn.Linear(n1, input_size), nn.Sigmoid(),
    )
    model[:-2].apply(init_weights_kaiming_normal)
    return model
# ---
# wrong
# mistake: returns what the slice gives back, the network without its last Linear and its sigmoid
# line: return net[:-2].apply(init_weights_kaiming_normal)
# kind: name
# words: last two|slice|without its last|[:-2]|whole network|sigmoid
def build_deep_autoencoder(input_size=784, encoding_size=2):
    w = (input_size, input_size // 2, 32 * encoding_size, encoding_size)
    down = [m for i in range(3) for m in (nn.Linear(w[i], w[i + 1]), nn.PReLU())]
    up = [m for i in (3, 2, 1) for m in (nn.Linear(w[i], w[i - 1]), nn.PReLU())]
    net = nn.Sequential(*down, *up[:-1], nn.Sigmoid())
    return net[:-2].apply(init_weights_kaiming_normal)
# ---
# wrong
# mistake: the mirrored list of widths contains the code twice, which makes an additional layer from code to code
# line: all_widths = widths + widths[::-1]
# kind: index
# words: twice|additional layer|extra layer|one layer too many|code to code|seven|[-2::-1]
def build_deep_autoencoder(input_size=784, encoding_size=2):
    widths = [input_size, input_size // 2, 32 * encoding_size, encoding_size]
    all_widths = widths + widths[::-1]
    model = nn.Sequential()
    for i in range(len(all_widths) - 1):
        model.append(nn.Linear(all_widths[i], all_widths[i + 1]))
        if i < len(all_widths) - 2:
            model.append(nn.PReLU())
    model.append(nn.Sigmoid())
    model[:-2].apply(init_weights_kaiming_normal)
    return model
# ---
# wrong
# mistake: nests encoder and decoder as two blocks, so the network is not flat, and the slice that is drawn anew is empty
# line: model = nn.Sequential(encoder, decoder)
# kind: concept
# words: flat|nest|two blocks|inside|unpack|star
def build_deep_autoencoder(input_size=784, encoding_size=2):
    hidden1 = input_size // 2
    hidden2 = 32 * encoding_size
    encoder = nn.Sequential(
        nn.Linear(input_size, hidden1), nn.PReLU(),
        nn.Linear(hidden1, hidden2), nn.PReLU(),
        nn.Linear(hidden2, encoding_size), nn.PReLU(),
    )
    decoder = nn.Sequential(
        nn.Linear(encoding_size, hidden2), nn.PReLU(),
        nn.Linear(hidden2, hidden1), nn.PReLU(),
        nn.Linear(hidden1, input_size), nn.Sigmoid(),
    )
    model = nn.Sequential(encoder, decoder)
    model[:-2].apply(init_weights_kaiming_normal)
    return model
# ---
# wrong
# mistake: the slice leaves out the sigmoid only, so the last Linear gets Kaiming's start as well
# line: model[:-1].apply(init_weights_kaiming_normal)
# kind: index
# words: last linear|last layer|[:-2]|-2
def build_deep_autoencoder(input_size=784, encoding_size=2):
    def block(n_in, n_out):
        return [nn.Linear(n_in, n_out), nn.PReLU()]

    wide, narrow = input_size // 2, encoding_size * 32
    layers = block(input_size, wide) + block(wide, narrow) + block(narrow, encoding_size)
    layers += block(encoding_size, narrow) + block(narrow, wide)
    layers += [nn.Linear(wide, input_size), nn.Sigmoid()]
    model = nn.Sequential(*layers)
    model[:-1].apply(init_weights_kaiming_normal)
    return model
# ---
# wrong
# mistake: divides with a single slash, so a layer's width is a float, which nn.Linear does not take
# line: half = input_size / 2
# kind: operator
# words: //|float|integer|whole number|division
def build_deep_autoencoder(input_size=784, encoding_size=2):
    half = input_size / 2
    model = nn.Sequential(
        nn.Linear(input_size, half),
        nn.PReLU(),
        nn.Linear(half, 32 * encoding_size),
        nn.PReLU(),
        nn.Linear(32 * encoding_size, encoding_size),
        nn.PReLU(),
        nn.Linear(encoding_size, 32 * encoding_size),
        nn.PReLU(),
        nn.Linear(32 * encoding_size, half),
        nn.PReLU(),
        nn.Linear(half, input_size),
        nn.Sigmoid(),
    )
    model[:-2].apply(init_weights_kaiming_normal)
    return model
# ---
# wrong
# mistake: takes ReLU for PReLU, and never draws the Kaiming start
# line: seq += [nn.Linear(n_in, n_out), nn.ReLU()]
# line: return model
# kind: concept
# words: prelu|slope|kaiming|init_weights
def build_deep_autoencoder(input_size=784, encoding_size=2):
    # "activation that leaves positive numbers alone"
    dims = [input_size, input_size // 2, 32 * encoding_size, encoding_size]
    dims += [32 * encoding_size, input_size // 2]
    seq = []
    for n_in, n_out in zip(dims, dims[1:]):
        seq += [nn.Linear(n_in, n_out), nn.ReLU()]
    seq += [nn.Linear(dims[-1], input_size), nn.Sigmoid()]
    model = nn.Sequential(*seq)
    return model
# ---
# right
# style: loop over zipped widths, activation chosen by position
def build_deep_autoencoder(input_size=784, encoding_size=2):
    encoder = [input_size, input_size // 2, 32 * encoding_size, encoding_size]
    widths = [*encoder, *reversed(encoder[:-1])]
    model = nn.Sequential()
    n_layers = len(widths) - 1
    for i, (n_in, n_out) in enumerate(zip(widths, widths[1:]), start=1):
        model.append(nn.Linear(n_in, n_out))
        model.append(nn.Sigmoid() if i == n_layers else nn.PReLU())
    model[:-2].apply(init_weights_kaiming_normal)
    return model
# ---
# right
# style: named layers in an OrderedDict
from collections import OrderedDict


def build_deep_autoencoder(input_size=784, encoding_size=2):
    a, b, c, d = input_size, input_size // 2, 32 * encoding_size, encoding_size
    layers = OrderedDict()
    layers["in"] = nn.Linear(a, b)
    layers["in_act"] = nn.PReLU()
    layers["down"] = nn.Linear(b, c)
    layers["down_act"] = nn.PReLU()
    layers["code"] = nn.Linear(c, d)
    layers["code_act"] = nn.PReLU()
    layers["up1"] = nn.Linear(d, c)
    layers["up1_act"] = nn.PReLU()
    layers["up2"] = nn.Linear(c, b)
    layers["up2_act"] = nn.PReLU()
    layers["out"] = nn.Linear(b, a)
    layers["pixels"] = nn.Sigmoid()
    model = nn.Sequential(layers)
    model[:-2].apply(init_weights_kaiming_normal)
    return model
# ---
# right
# style: helper that draws each block's weights while it is built, instead of apply at the end
def build_deep_autoencoder(input_size=784, encoding_size=2):
    def block(n_in, n_out):
        linear = nn.Linear(n_in, n_out)
        init_weights_kaiming_normal(linear)
        return linear, nn.PReLU()

    half = input_size // 2
    side = 32 * encoding_size
    return nn.Sequential(
        *block(input_size, half),
        *block(half, side),
        *block(side, encoding_size),
        *block(encoding_size, side),
        *block(side, half),
        nn.Linear(half, input_size),
        nn.Sigmoid(),
    )
# ---
# right
# style: one PReLU too many is made, then replaced by the sigmoid; recursion for the widths
def build_deep_autoencoder(input_size=784, encoding_size=2):
    def there_and_back(widths):
        if len(widths) == 1:
            return list(widths)
        first, *others = widths
        return [first] + there_and_back(others) + [first]

    w = there_and_back((input_size, input_size // 2, 32 * encoding_size, encoding_size))
    stack = [nn.Linear(w[0], w[1]), nn.PReLU()]
    k = 1
    while k < len(w) - 1:
        stack.extend((nn.Linear(w[k], w[k + 1]), nn.PReLU()))
        k += 1
    stack[-1] = nn.Sigmoid()
    model = nn.Sequential(*stack)
    for layer in model[:-2]:
        layer.apply(init_weights_kaiming_normal)
    return model
