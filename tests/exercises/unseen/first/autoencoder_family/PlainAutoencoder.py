# wrong
# mistake: returns a tuple of the codes and the reconstructions, not the reconstructions only
# line: return codes, self.decoder(codes)
# kind: concept
# words: nothing else|tuple|two things|codes as well|only the reconstruction|reconstructions only
class PlainAutoencoder(nn.Module):
    """One hidden layer, the code, between two layers of weights."""

    def __init__(self, input_size, embedding_size, relu_code=True):
        super().__init__()
        if relu_code:
            self.encoder = nn.Sequential(nn.Linear(input_size, embedding_size), nn.ReLU())
        else:
            self.encoder = nn.Linear(input_size, embedding_size)
        self.decoder = nn.Sequential(nn.Linear(embedding_size, input_size), nn.Sigmoid())

    def forward(self, images):
        """Return the reconstructions of images (n, input_size)."""
        codes = self.encoder(images)
        return codes, self.decoder(codes)
# ---
# wrong
# mistake: does not look at relu_code: the ReLU is always there
# line: self.encoder = nn.Sequential(nn.Linear(input_size, embedding_size), nn.ReLU())
# kind: step
# words: relu_code|linear code|always|ignore
class PlainAutoencoder(nn.Module):
    def __init__(self, input_size, embedding_size, relu_code=True):
        super().__init__()
        self.relu_code = relu_code
        self.encoder = nn.Sequential(nn.Linear(input_size, embedding_size), nn.ReLU())
        self.decoder = nn.Sequential(nn.Linear(embedding_size, input_size), nn.Sigmoid())

    def forward(self, images):
        return self.decoder(self.encoder(images))
# ---
# wrong
# mistake: the question is turned round: the ReLU is there when relu_code is False
# line: if not relu_code:
# kind: comparison
# words: turned round|inverted|opposite|reversed|not relu_code|when relu_code is
class PlainAutoencoder(nn.Module):
    def __init__(self, input_size, embedding_size, relu_code=True):
        super().__init__()
        layers = [nn.Linear(input_size, embedding_size)]
        if not relu_code:
            layers.append(nn.ReLU())
        self.encoder = nn.Sequential(*layers)
        self.decoder = nn.Sequential(
            nn.Linear(embedding_size, input_size),
            nn.Sigmoid(),
        )

    def forward(self, images):
        codes = self.encoder(images)
        return self.decoder(codes)
# ---
# wrong
# mistake: the ReLU is applied in forward, between the halves, so the encoder alone gives codes without it
# line: z = F.relu(z)
# kind: concept
# words: part of the encoder|in the encoder|in forward|self.encoder|belongs to the encoder|encoder alone
class PlainAutoencoder(nn.Module):
    def __init__(self, input_size, embedding_size, relu_code=True):
        super().__init__()
        self.relu_code = relu_code
        self.encoder = nn.Linear(input_size, embedding_size)
        self.decoder = nn.Sequential(nn.Linear(embedding_size, input_size), nn.Sigmoid())

    def forward(self, images):
        z = self.encoder(images)
        if self.relu_code:
            z = F.relu(z)
        return self.decoder(z)
# ---
# wrong
# mistake: there is no sigmoid at the end, so pixels are not kept between 0 and 1
# line: self.decoder = nn.Linear(embedding_size, input_size)
# kind: step
# words: sigmoid|between 0 and 1
class PlainAutoencoder(nn.Module):
    def __init__(self, input_size, embedding_size, relu_code=True):
        super().__init__()
        activation = nn.ReLU() if relu_code else nn.Identity()
        self.encoder = nn.Sequential(nn.Linear(input_size, embedding_size), activation)
        self.decoder = nn.Linear(embedding_size, input_size)

    def forward(self, images):
        return self.decoder(self.encoder(images))
# ---
# wrong
# mistake: the decoder's Linear has its two sizes exchanged
# line: nn.Linear(input_size, embedding_size), nn.Sigmoid()
# kind: argument
# words: swap|exchang|sizes|embedding_size, input_size|wrong way round|back to input_size
class PlainAutoencoder(nn.Module):
    def __init__(self, input_size, embedding_size, relu_code=True):
        super().__init__()
        enc = nn.Linear(input_size, embedding_size)
        self.encoder = nn.Sequential(enc, nn.ReLU()) if relu_code else enc
        self.decoder = nn.Sequential(
            nn.Linear(input_size, embedding_size), nn.Sigmoid()
        )

    def forward(self, images):
        return self.decoder(self.encoder(images))
# ---
# wrong
# mistake: without the ReLU the code gets a tanh, but it should have no activation at all
# line: self.encoder.append(nn.ReLU() if relu_code else nn.Tanh())
# kind: concept
# words: tanh|no activation|linear code|stays linear|stay linear
class PlainAutoencoder(nn.Module):
    def __init__(self, input_size, embedding_size, relu_code=True):
        super().__init__()
        self.encoder = nn.Sequential(nn.Linear(input_size, embedding_size))
        # a network needs some nonlinearity
        self.encoder.append(nn.ReLU() if relu_code else nn.Tanh())
        self.decoder = nn.Sequential()
        self.decoder.append(nn.Linear(embedding_size, input_size))
        self.decoder.append(nn.Sigmoid())

    def forward(self, images):
        x = self.encoder(images)
        x = self.decoder(x)
        return x
# ---
# wrong
# mistake: the sigmoid stands in the if block, so a network with a linear code has none
# line: decoder.append(nn.Sigmoid())
# kind: place
# words: sigmoid|if block|indent|always
class PlainAutoencoder(nn.Module):
    def __init__(self, input_size, embedding_size, relu_code=True):
        super().__init__()
        encoder = [nn.Linear(input_size, embedding_size)]
        decoder = [nn.Linear(embedding_size, input_size)]
        if relu_code:
            encoder.append(nn.ReLU())
            decoder.append(nn.Sigmoid())
        self.encoder = nn.Sequential(*encoder)
        self.decoder = nn.Sequential(*decoder)

    def forward(self, images):
        return self.decoder(self.encoder(images))
# ---
# wrong
# mistake: puts a further hidden layer on either side, though the code should be the only one
# line: nn.Linear(input_size, middle), nn.ReLU(), nn.Linear(middle, embedding_size)
# line: nn.Linear(embedding_size, middle), nn.ReLU(), nn.Linear(middle, input_size), nn.Sigmoid()
# kind: concept
# words: hidden layer|two layers|additional|single|only one
class PlainAutoencoder(nn.Module):
    def __init__(self, input_size, embedding_size, relu_code=True):
        super().__init__()
        middle = 4 * embedding_size
        self.encoder = nn.Sequential(
            nn.Linear(input_size, middle), nn.ReLU(), nn.Linear(middle, embedding_size)
        )
        if relu_code:
            self.encoder.append(nn.ReLU())
        self.decoder = nn.Sequential(
            nn.Linear(embedding_size, middle), nn.ReLU(), nn.Linear(middle, input_size), nn.Sigmoid()
        )

    def forward(self, images):
        return self.decoder(self.encoder(images))
# ---
# wrong
# mistake: the encoder is kept in a local variable and never stored in self
# line: encoder = nn.Sequential(nn.Linear(input_size, embedding_size))
# kind: name
# words: self.|local|stored|assign
class PlainAutoencoder(nn.Module):
    def __init__(self, input_size, embedding_size, relu_code=True):
        super().__init__()
        encoder = nn.Sequential(nn.Linear(input_size, embedding_size))
        if relu_code:
            encoder.append(nn.ReLU())
        self.decoder = nn.Sequential(nn.Linear(embedding_size, input_size), nn.Sigmoid())

    def forward(self, images):
        return self.decoder(self.encoder(images))
# ---
# wrong
# mistake: a ReLU stands at the end in place of the sigmoid, and forward returns the codes, not the copies
# line: self.decoder = nn.Sequential(nn.Linear(embedding_size, input_size), nn.ReLU())
# line: return self.encoder(images)
# kind: concept
# words: sigmoid|decoder|reconstruct
class PlainAutoencoder(nn.Module):
    def __init__(self, input_size, embedding_size, relu_code=True):
        super().__init__()
        first = [nn.Linear(input_size, embedding_size)] + [nn.ReLU()] * relu_code
        self.encoder = nn.Sequential(*first)
        self.decoder = nn.Sequential(nn.Linear(embedding_size, input_size), nn.ReLU())

    def forward(self, images):
        return self.encoder(images)
# ---
# right
# style: list multiplication by the flag
class PlainAutoencoder(nn.Module):
    def __init__(self, input_size, embedding_size, relu_code=True):
        super().__init__()
        self.encoder = nn.Sequential(nn.Linear(input_size, embedding_size), *[nn.ReLU()] * bool(relu_code))
        self.decoder = nn.Sequential(nn.Linear(embedding_size, input_size), nn.Sigmoid())

    def forward(self, images):
        return self.decoder(self.encoder(images))
# ---
# right
# style: Identity for the linear code, keyword arguments
class PlainAutoencoder(nn.Module):
    """Plain autoencoder."""

    def __init__(self, input_size, embedding_size, relu_code=True):
        super().__init__()
        activation = {True: nn.ReLU, False: nn.Identity}[bool(relu_code)]
        to_code = nn.Linear(in_features=input_size, out_features=embedding_size)
        to_pixels = nn.Linear(in_features=embedding_size, out_features=input_size)
        self.encoder = nn.Sequential(to_code, activation())
        self.decoder = nn.Sequential(to_pixels, nn.Sigmoid())

    def forward(self, images):
        code = self.encoder(images)
        reconstruction = self.decoder(code)
        return reconstruction
# ---
# right
# style: a small class of its own for a half
class Half(nn.Module):
    def __init__(self, n_in, n_out, activation=None):
        super().__init__()
        self.linear = nn.Linear(n_in, n_out)
        self.activation = activation

    def forward(self, x):
        x = self.linear(x)
        return x if self.activation is None else self.activation(x)


class PlainAutoencoder(nn.Module):
    def __init__(self, input_size, embedding_size, relu_code=True):
        super().__init__()
        self.encoder = Half(input_size, embedding_size, torch.relu if relu_code else None)
        self.decoder = Half(embedding_size, input_size, torch.sigmoid)

    def forward(self, images):
        return self.decoder(self.encoder(images))
# ---
# right
# style: names for the layers, a loop over the halves in forward
class PlainAutoencoder(nn.Module):
    def __init__(self, input_size, embedding_size, relu_code=True):
        super(PlainAutoencoder, self).__init__()
        self.encoder = nn.Sequential()
        self.encoder.add_module("weights", nn.Linear(input_size, embedding_size))
        if relu_code:
            self.encoder.add_module("relu", nn.ReLU())
        self.decoder = nn.Sequential()
        self.decoder.add_module("weights", nn.Linear(embedding_size, input_size))
        self.decoder.add_module("sigmoid", nn.Sigmoid())

    def forward(self, images):
        signal = images
        for half in (self.encoder, self.decoder):
            signal = half(signal)
        return signal
