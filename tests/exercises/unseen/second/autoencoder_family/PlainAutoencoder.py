# wrong
# mistake: the ReLU always stands behind the code, relu_code is never looked at
# line: self.encoder = nn.Sequential(nn.Linear(input_size, embedding_size), nn.ReLU())
# kind: step
# words: relu_code|linear|always|condition|if |never used|ignored|not used|false|switch|option
class PlainAutoencoder(nn.Module):
    def __init__(self, input_size, embedding_size, relu_code=True):
        super().__init__()
        self.encoder = nn.Sequential(nn.Linear(input_size, embedding_size), nn.ReLU())
        self.decoder = nn.Sequential(nn.Linear(embedding_size, input_size), nn.Sigmoid())

    def forward(self, images):
        return self.decoder(self.encoder(images))
# ---
# wrong
# mistake: the condition is the wrong way round: the ReLU is put in when it was not asked for
# line: if not relu_code:
# kind: comparison
# words: not|negat|invert|opposite|reverse|wrong way round|condition|when relu_code is true|the other way|exactly when
class PlainAutoencoder(nn.Module):
    """One hidden layer, the code, between two layers of weights."""

    def __init__(self, input_size, embedding_size, relu_code=True):
        super().__init__()
        encoder_layers = [nn.Linear(input_size, embedding_size)]
        if not relu_code:
            encoder_layers.append(nn.ReLU())
        self.encoder = nn.Sequential(*encoder_layers)
        decoder_layers = [nn.Linear(embedding_size, input_size), nn.Sigmoid()]
        self.decoder = nn.Sequential(*decoder_layers)

    def forward(self, images):
        """Return the reconstructions of images (n, input_size)."""
        codes = self.encoder(images)
        return self.decoder(codes)
# ---
# wrong
# mistake: the sigmoid behind the last layer is missing, so that pixels are not between 0 and 1
# line: self.decoder = nn.Linear(embedding_size, input_size)
# kind: step
# words: sigmoid|between 0 and 1|0 and 1|activation|range|negative|missing|squash|last layer|logit
class PlainAutoencoder(nn.Module):
    def __init__(self, input_size, embedding_size, relu_code=True):
        super().__init__()
        linear = nn.Linear(input_size, embedding_size)
        self.encoder = nn.Sequential(linear, nn.ReLU()) if relu_code else linear
        self.decoder = nn.Linear(embedding_size, input_size)

    def forward(self, x):
        return self.decoder(self.encoder(x))
# ---
# wrong
# mistake: gives back the codes together with the reconstructions, but only the latter are asked for
# line: return reconstruction, z
# kind: return
# words: tuple|pair|two things|nothing else|only the recon|codes as well|both|code too|also return|single|one tensor
class PlainAutoencoder(nn.Module):
    def __init__(self, input_size, embedding_size, relu_code=True):
        super().__init__()
        activation = nn.ReLU() if relu_code else nn.Identity()
        self.encoder = nn.Sequential(nn.Linear(input_size, embedding_size), activation)
        self.decoder = nn.Sequential(nn.Linear(embedding_size, input_size), nn.Sigmoid())

    def forward(self, images):
        z = self.encoder(images)
        reconstruction = self.decoder(z)
        return reconstruction, z
# ---
# wrong
# mistake: forward stops at the code: the decoder is never called
# line: x = self.encoder(x)
# kind: step
# words: decoder|decode|reconstruct|only the code|stops|half|never called|back to|embedding|second half
class PlainAutoencoder(nn.Module):
    def __init__(self, input_size, embedding_size, relu_code=True):
        super().__init__()
        self.encoder = nn.Sequential()
        self.encoder.append(nn.Linear(input_size, embedding_size))
        if relu_code:
            self.encoder.append(nn.ReLU())
        self.decoder = nn.Sequential()
        self.decoder.append(nn.Linear(embedding_size, input_size))
        self.decoder.append(nn.Sigmoid())

    def forward(self, x):
        x = self.encoder(x)
        return x
# ---
# wrong
# mistake: the sizes of the decoder's layer are copied from the encoder, not turned round
# line: nn.Linear(input_size, embedding_size), nn.Sigmoid()
# kind: argument
# words: swap|exchange|turn|reverse|mirror|from embedding|embedding_size to|order of|wrong way round|in and out|shape|input and output
class PlainAutoencoder(nn.Module):
    def __init__(self, input_size, embedding_size, relu_code=True):
        super().__init__()
        if relu_code:
            self.encoder = nn.Sequential(
                nn.Linear(input_size, embedding_size),
                nn.ReLU(),
            )
        else:
            self.encoder = nn.Linear(input_size, embedding_size)
        self.decoder = nn.Sequential(
            nn.Linear(input_size, embedding_size), nn.Sigmoid()
        )

    def forward(self, images):
        hidden = self.encoder(images)
        out = self.decoder(hidden)
        return out
# ---
# wrong
# mistake: a softmax makes the pixels of an image add up to 1, as in classification; a sigmoid treats each pixel for itself
# line: self.decoder = nn.Sequential(nn.Linear(embedding_size, input_size), nn.Softmax(dim=1))
# kind: call
# words: sigmoid|softmax|sum to 1|add up|sums to one|probabilit|classif|each pixel|independent|compete|for itself
class PlainAutoencoder(nn.Module):
    def __init__(self, input_size, embedding_size, relu_code=True):
        super().__init__()
        layers = [nn.Linear(input_size, embedding_size)] + [nn.ReLU()] * relu_code
        self.encoder = nn.Sequential(*layers)
        self.decoder = nn.Sequential(nn.Linear(embedding_size, input_size), nn.Softmax(dim=1))

    def forward(self, images):
        return self.decoder(self.encoder(images))
# ---
# wrong
# mistake: keeps the layers of the encoder in a plain Python list, which cannot be called and whose weights nobody trains
# line: self.encoder = [nn.Linear(input_size, embedding_size)]
# kind: concept
# words: sequential|list|modulelist|call|callable|register|parameters|module|not trained|optimi
class PlainAutoencoder(nn.Module):
    def __init__(self, input_size, embedding_size, relu_code=True):
        super().__init__()
        self.encoder = [nn.Linear(input_size, embedding_size)]
        if relu_code:
            self.encoder += [nn.ReLU()]
        self.decoder = nn.Sequential(nn.Linear(embedding_size, input_size), nn.Sigmoid())

    def forward(self, images):
        h = images
        for layer in self.encoder:
            h = layer(h)
        return self.decoder(h)
# ---
# wrong
# mistake: runs the forward pass without gradients, as one does when testing, so that nothing can be learned
# line: with torch.no_grad():
# kind: concept
# words: gradient|no_grad|learn|train|backward|graph|backprop|weights never|cannot be trained
class PlainAutoencoder(nn.Module):
    def __init__(self, input_size, embedding_size, relu_code=True):
        super().__init__()
        end_of_encoder = [nn.ReLU()] if relu_code else []
        self.encoder = nn.Sequential(nn.Linear(input_size, embedding_size), *end_of_encoder)
        self.decoder = nn.Sequential(nn.Linear(embedding_size, input_size), nn.Sigmoid())

    def forward(self, images):
        """We only need the copies here."""
        with torch.no_grad():
            copies = self.decoder(self.encoder(images))
        return copies
# ---
# wrong
# mistake: puts a further hidden layer into the decoder, although the code is the only hidden layer of the plain autoencoder
# line: nn.Linear(embedding_size, 128),
# line: nn.Linear(128, input_size),
# kind: concept
# words: one hidden|single hidden|additional|extra layer|further layer|too many layers|two layers|another layer|only one layer|directly|deep
class PlainAutoencoder(nn.Module):
    def __init__(self, input_size, embedding_size, relu_code=True):
        super().__init__()
        self.encoder = nn.Sequential(
            nn.Linear(input_size, embedding_size),
            nn.ReLU() if relu_code else nn.Identity(),
        )
        self.decoder = nn.Sequential(
            nn.Linear(embedding_size, 128),
            nn.ReLU(),
            nn.Linear(128, input_size),
            nn.Sigmoid(),
        )

    def forward(self, images):
        return self.decoder(self.encoder(images))
# ---
# wrong
# mistake: two: the activations are in each other's place, the sigmoid behind the code and the ReLU behind the pixels
# line: code_activation = nn.Sigmoid() if relu_code else nn.Identity()
# line: pixel_activation = nn.ReLU()
# kind: order
# words: swap|exchange|sigmoid|relu|behind the code|last layer|between 0 and 1|wrong place|each other|mixed up|activation
class PlainAutoencoder(nn.Module):
    def __init__(self, input_size, embedding_size, relu_code=True):
        super().__init__()
        code_activation = nn.Sigmoid() if relu_code else nn.Identity()
        pixel_activation = nn.ReLU()
        self.encoder = nn.Sequential(nn.Linear(input_size, embedding_size), code_activation)
        self.decoder = nn.Sequential(nn.Linear(embedding_size, input_size), pixel_activation)

    def forward(self, images):
        return self.decoder(self.encoder(images))
# ---
# wrong
# mistake: two: input_size is ignored and 784 is written into both layers, and forward flattens to 784 as well, since MNIST images are that long
# line: self.encoder = nn.Sequential(nn.Linear(784, embedding_size))
# line: self.decoder = nn.Sequential(nn.Linear(embedding_size, 784), nn.Sigmoid())
# line: images = images.view(-1, 784)
# kind: number
# words: 784|input_size|hard-coded|hard coded|fixed|any size|other size|constant|written in|parameter|argument
class PlainAutoencoder(nn.Module):
    def __init__(self, input_size, embedding_size, relu_code=True):
        super().__init__()
        self.encoder = nn.Sequential(nn.Linear(784, embedding_size))
        if relu_code:
            self.encoder.add_module("relu", nn.ReLU())
        self.decoder = nn.Sequential(nn.Linear(embedding_size, 784), nn.Sigmoid())

    def forward(self, images):
        images = images.view(-1, 784)
        return self.decoder(self.encoder(images))
# ---
# right
class PlainAutoencoder(nn.Module):
    def __init__(self, input_size, embedding_size, relu_code=True):
        super().__init__()
        self.encoder = nn.Sequential(nn.Linear(input_size, embedding_size))
        if relu_code:
            self.encoder.append(nn.ReLU())
        self.decoder = nn.Sequential(nn.Linear(embedding_size, input_size), nn.Sigmoid())

    def forward(self, images):
        return self.decoder(self.encoder(images))
# ---
# right
class PlainAutoencoder(nn.Module):
    """One hidden layer, the code, between two layers of weights."""

    def __init__(self, input_size, embedding_size, relu_code=True):
        super().__init__()
        code_layer = nn.Linear(input_size, embedding_size)
        pixel_layer = nn.Linear(embedding_size, input_size)
        behind_code = nn.ReLU() if relu_code else nn.Identity()
        self.encoder = nn.Sequential(code_layer, behind_code)
        self.decoder = nn.Sequential(pixel_layer, nn.Sigmoid())

    def forward(self, images):
        codes = self.encoder(images)
        reconstructions = self.decoder(codes)
        return reconstructions
# ---
# right
class PlainAutoencoder(nn.Module):
    def __init__(self, input_size, embedding_size, relu_code=True):
        super().__init__()
        down, up = nn.Linear(input_size, embedding_size), nn.Linear(embedding_size, input_size)
        if relu_code:
            self.encoder = nn.Sequential(down, nn.ReLU())
        else:
            self.encoder = down
        self.decoder = nn.Sequential(up, nn.Sigmoid())

    def forward(self, x):
        for half in (self.encoder, self.decoder):
            x = half(x)
        return x
# ---
# right
def _half(n_in, n_out, activation=None):
    layers = [nn.Linear(n_in, n_out)]
    if activation is not None:
        layers.append(activation)
    return nn.Sequential(*layers)


class PlainAutoencoder(nn.Module):
    def __init__(self, input_size, embedding_size, relu_code=True):
        super().__init__()
        self.encoder = _half(input_size, embedding_size, nn.ReLU() if relu_code else None)
        self.decoder = _half(embedding_size, input_size, nn.Sigmoid())

    def forward(self, images):
        return self.decoder.forward(self.encoder.forward(images))
