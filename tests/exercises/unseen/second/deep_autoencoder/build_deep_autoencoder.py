# wrong
# mistake: writes the 64 of the picture where the width is 32 times the code size, so that other code sizes give the wrong network
# line: widths = [input_size, input_size // 2, 64, encoding_size]
# kind: number
# words: 64|hard|fixed|constant|32|encoding_size|depend|other code|literal
def build_deep_autoencoder(input_size=784, encoding_size=2):
    widths = [input_size, input_size // 2, 64, encoding_size]
    widths += widths[-2::-1]
    layers = []
    for n, m in zip(widths, widths[1:]):
        layers += [nn.Linear(n, m), nn.PReLU()]
    layers[-1] = nn.Sigmoid()
    model = nn.Sequential(*layers)
    model[:-2].apply(init_weights_kaiming_normal)
    return model
# ---
# wrong
# mistake: makes one PReLU and puts the same object behind every layer, so that all layers share a single slope
# line: act = nn.PReLU()
# kind: concept
# words: share|same|one prelu|single|own|each|slope|object|instance|separate
def build_deep_autoencoder(input_size=784, encoding_size=2):
    h1 = input_size // 2
    h2 = 32 * encoding_size
    act = nn.PReLU()
    model = nn.Sequential(
        nn.Linear(input_size, h1), act,
        nn.Linear(h1, h2), act,
        nn.Linear(h2, encoding_size), act,
        nn.Linear(encoding_size, h2), act,
        nn.Linear(h2, h1), act,
        nn.Linear(h1, input_size), nn.Sigmoid(),
    )
    model[:-2].apply(init_weights_kaiming_normal)
    return model
# ---
# wrong
# mistake: leaves only the sigmoid out of the initialisation, so that the last Linear gets Kaiming weights too
# line: net[:-1].apply(init_weights_kaiming_normal)
# kind: index
# words: last|:-2|slice|off by one|output layer|sigmoid|final|two modules|one too
def build_deep_autoencoder(input_size=784, encoding_size=2):
    net = nn.Sequential()
    sizes = (input_size, input_size // 2, 32 * encoding_size, encoding_size)
    for a, b in zip(sizes[:-1], sizes[1:]):
        net.append(nn.Linear(a, b))
        net.append(nn.PReLU())
    for b, a in reversed(list(zip(sizes[:-1], sizes[1:]))):
        net.append(nn.Linear(a, b))
        net.append(nn.PReLU() if b != input_size else nn.Sigmoid())
    net[:-1].apply(init_weights_kaiming_normal)
    return net
# ---
# wrong
# mistake: puts no PReLU behind the code, since the code is thought of as a plain linear number
# line: nn.Linear(32 * encoding_size, encoding_size),
# kind: step
# words: prelu|activation|code|bottleneck|behind|after|missing|every linear|forg
def build_deep_autoencoder(input_size=784, encoding_size=2):
    encoder = [
        nn.Linear(input_size, input_size // 2),
        nn.PReLU(),
        nn.Linear(input_size // 2, 32 * encoding_size),
        nn.PReLU(),
        nn.Linear(32 * encoding_size, encoding_size),
    ]
    decoder = [
        nn.Linear(encoding_size, 32 * encoding_size),
        nn.PReLU(),
        nn.Linear(32 * encoding_size, input_size // 2),
        nn.PReLU(),
        nn.Linear(input_size // 2, input_size),
        nn.Sigmoid(),
    ]
    model = nn.Sequential(*encoder, *decoder)
    model[:-2].apply(init_weights_kaiming_normal)
    return model
# ---
# wrong
# mistake: the loop hangs a PReLU behind the last Linear as well, and the sigmoid comes after it
# line: modules.append(nn.Sigmoid())
# kind: step
# words: last|prelu|sigmoid|extra|one too many|but the last|output|final|instead of|replace
def build_deep_autoencoder(input_size=784, encoding_size=2):
    """Return input -> input/2 -> 32 codes -> code, and the way back."""
    down = [input_size, input_size // 2, 32 * encoding_size, encoding_size]
    up = down[::-1]
    pairs = list(zip(down, down[1:])) + list(zip(up, up[1:]))

    modules = []
    for pair in pairs:
        modules.append(nn.Linear(*pair))
        modules.append(nn.PReLU())
    modules.append(nn.Sigmoid())

    autoencoder = nn.Sequential(*modules)
    autoencoder[:-2].apply(init_weights_kaiming_normal)
    return autoencoder
# ---
# wrong
# mistake: puts two Sequentials into a Sequential, so that the network is not flat, and model[:-2] is empty
# line: model = nn.Sequential(encoder, decoder)
# kind: concept
# words: flat|nest|two sequential|inside|unpack|star|*encoder|empty|single sequential|one sequential
def build_deep_autoencoder(input_size=784, encoding_size=2):
    half = input_size // 2
    wide = 32 * encoding_size
    encoder = nn.Sequential(
        nn.Linear(input_size, half), nn.PReLU(),
        nn.Linear(half, wide), nn.PReLU(),
        nn.Linear(wide, encoding_size), nn.PReLU(),
    )
    decoder = nn.Sequential(
        nn.Linear(encoding_size, wide), nn.PReLU(),
        nn.Linear(wide, half), nn.PReLU(),
        nn.Linear(half, input_size), nn.Sigmoid(),
    )
    model = nn.Sequential(encoder, decoder)
    model[:-2].apply(init_weights_kaiming_normal)
    return model
# ---
# wrong
# mistake: returns what apply gives back, which is the slice without the last Linear and the sigmoid
# line: return nn.Sequential(*stack)[:-2].apply(init_weights_kaiming_normal)
# kind: return
# words: slice|truncat|without the last|last two|missing|whole model|sigmoid|apply returns|part|cut
def build_deep_autoencoder(input_size=784, encoding_size=2):
    def block(n, m):
        return nn.Linear(n, m), nn.PReLU()

    a, b, c = input_size, input_size // 2, 32 * encoding_size
    d = encoding_size
    stack = [*block(a, b), *block(b, c), *block(c, d), *block(d, c), *block(c, b)]
    stack.extend((nn.Linear(b, a), nn.Sigmoid()))
    return nn.Sequential(*stack)[:-2].apply(init_weights_kaiming_normal)
# ---
# wrong
# mistake: divides with a single slash, which gives a float that nn.Linear does not take as a width
# line: hidden1 = input_size / 2
# kind: operator
# words: //|float|integer|whole number|division|int(|floor|392.0
def build_deep_autoencoder(input_size=784, encoding_size=2):
    hidden1 = input_size / 2
    hidden2 = 32 * encoding_size
    model = nn.Sequential(
        nn.Linear(input_size, hidden1),
        nn.PReLU(),
        nn.Linear(hidden1, hidden2),
        nn.PReLU(),
        nn.Linear(hidden2, encoding_size),
        nn.PReLU(),
        nn.Linear(encoding_size, hidden2),
        nn.PReLU(),
        nn.Linear(hidden2, hidden1),
        nn.PReLU(),
        nn.Linear(hidden1, input_size),
        nn.Sigmoid(),
    )
    model[:-2].apply(init_weights_kaiming_normal)
    return model
# ---
# wrong
# mistake: starts the way back one place too far, so that the decoder jumps from the code straight to the wide hidden layer
# line: dims = dims + dims[-3::-1]
# kind: index
# words: -2|skip|jump|off by one|slice|mirror|way back|decoder|missing layer|one layer
def build_deep_autoencoder(input_size=784, encoding_size=2):
    dims = [input_size, input_size // 2, 32 * encoding_size, encoding_size]
    dims = dims + dims[-3::-1]
    n = len(dims) - 1
    layers = []
    for i in range(n):
        layers.append(nn.Linear(dims[i], dims[i + 1]))
        if i == n - 1:
            layers.append(nn.Sigmoid())
        else:
            layers.append(nn.PReLU())
    out = nn.Sequential(*layers)
    out[:-2].apply(init_weights_kaiming_normal)
    return out
# ---
# wrong
# mistake: hands the layer's width to PReLU, which then learns a slope for each unit where one for the layer was asked
# line: return [nn.Linear(n_in, n_out), nn.PReLU(n_out)]
# kind: argument
# words: slope|per unit|each unit|num_parameters|argument|whole layer|single|one parameter|prelu()
def _dense(n_in, n_out):
    return [nn.Linear(n_in, n_out), nn.PReLU(n_out)]


def build_deep_autoencoder(input_size=784, encoding_size=2):
    w = [input_size, input_size // 2, 32 * encoding_size, encoding_size]
    layers = _dense(w[0], w[1]) + _dense(w[1], w[2]) + _dense(w[2], w[3])
    layers += _dense(w[3], w[2]) + _dense(w[2], w[1])
    layers += [nn.Linear(w[1], w[0]), nn.Sigmoid()]
    m = nn.Sequential(*layers)
    m[:-2].apply(init_weights_kaiming_normal)
    return m
# ---
# wrong
# mistake: takes ReLU, which has no slope to learn, for PReLU, and never draws the Kaiming weights
# line: acts = [nn.ReLU() for _ in range(5)] + [nn.Sigmoid()]
# line: return nn.Sequential(*[x for pair in zip(linears, acts) for x in pair])
# kind: call
# words: relu|prelu|slope|kaiming|init|apply|weights|learn|negative
def build_deep_autoencoder(input_size=784, encoding_size=2):
    s = [input_size, input_size // 2, encoding_size * 32, encoding_size]
    s = s + s[::-1][1:]
    linears = [nn.Linear(i, o) for i, o in zip(s, s[1:])]
    acts = [nn.ReLU() for _ in range(5)] + [nn.Sigmoid()]
    return nn.Sequential(*[x for pair in zip(linears, acts) for x in pair])
# ---
# wrong
# mistake: ends in a Tanh, as for images between -1 and 1, and writes :2 for :-2, so that only the first Linear is drawn anew
# line: ("out", nn.Tanh()),
# line: model[:2].apply(init_weights_kaiming_normal)
# kind: call
# words: tanh|sigmoid|between 0 and 1|range|slice|:-2|minus|first|negative|pixel
def build_deep_autoencoder(input_size=784, encoding_size=2):
    from collections import OrderedDict
    p, q, r = input_size // 2, 32 * encoding_size, encoding_size
    model = nn.Sequential(OrderedDict([
        ("enc1", nn.Linear(input_size, p)),
        ("act1", nn.PReLU()),
        ("enc2", nn.Linear(p, q)),
        ("act2", nn.PReLU()),
        ("code", nn.Linear(q, r)),
        ("act3", nn.PReLU()),
        ("dec1", nn.Linear(r, q)),
        ("act4", nn.PReLU()),
        ("dec2", nn.Linear(q, p)),
        ("act5", nn.PReLU()),
        ("dec3", nn.Linear(p, input_size)),
        ("out", nn.Tanh()),
    ]))
    model[:2].apply(init_weights_kaiming_normal)
    return model
# ---
# right
def build_deep_autoencoder(input_size=784, encoding_size=2):
    model = nn.Sequential(
        nn.Linear(input_size, input_size // 2),
        nn.PReLU(),
        nn.Linear(input_size // 2, 32 * encoding_size),
        nn.PReLU(),
        nn.Linear(32 * encoding_size, encoding_size),
        nn.PReLU(),
        nn.Linear(encoding_size, 32 * encoding_size),
        nn.PReLU(),
        nn.Linear(32 * encoding_size, input_size // 2),
        nn.PReLU(),
        nn.Linear(input_size // 2, input_size),
        nn.Sigmoid(),
    )
    model[:-2].apply(init_weights_kaiming_normal)
    return model
# ---
# right
def build_deep_autoencoder(input_size=784, encoding_size=2):
    widths = [input_size, input_size // 2, 32 * encoding_size, encoding_size]
    widths = widths + widths[:-1][::-1]
    layers = []
    for i in range(len(widths) - 1):
        layers.append(nn.Linear(widths[i], widths[i + 1]))
        layers.append(nn.PReLU())
    layers.pop()
    layers.append(nn.Sigmoid())
    model = nn.Sequential(*layers)
    model[:-2].apply(init_weights_kaiming_normal)
    return model
# ---
# right
def build_deep_autoencoder(input_size=784, encoding_size=2):
    half, wide = input_size // 2, 32 * encoding_size
    hops = [
        (input_size, half), (half, wide), (wide, encoding_size),
        (encoding_size, wide), (wide, half),
    ]
    body = nn.Sequential(*(part for hop in hops for part in (nn.Linear(*hop), nn.PReLU())))
    head = [nn.Linear(half, input_size), nn.Sigmoid()]
    body.apply(init_weights_kaiming_normal)
    return nn.Sequential(*body, *head)
# ---
# right
def build_deep_autoencoder(input_size=784, encoding_size=2):
    net = nn.Sequential()
    n = input_size
    for m in (input_size // 2, 32 * encoding_size, encoding_size,
              32 * encoding_size, input_size // 2):
        net.append(nn.Linear(n, m)).append(nn.PReLU())
        n = m
    net.append(nn.Linear(n, input_size)).append(nn.Sigmoid())
    _ = net[:-2].apply(init_weights_kaiming_normal)
    return net
