# wrong
# mistake: the output padding is missing in the last two layers, so that the way back goes 7, 13, 25 instead of 7, 14, 28
# line: nn.ConvTranspose2d(c2, c1, 5, stride=2, padding=2),
# line: nn.ConvTranspose2d(c1, 1, 5, stride=2, padding=2),
# kind: argument
# words: output_padding|output padding|13|25|smaller|28|14|too small|missing|extra pixel
class ConvolutionalAutoencoder(nn.Module):
    def __init__(self, embedding_size=10, channels=(32, 64, 128)):
        super().__init__()
        c1, c2, c3 = channels
        self.encoder = nn.Sequential(
            nn.Conv2d(1, c1, 5, stride=2, padding=2),
            nn.ReLU(),
            nn.Conv2d(c1, c2, 5, stride=2, padding=2),
            nn.ReLU(),
            nn.Conv2d(c2, c3, 3, stride=2),
            nn.ReLU(),
            nn.Conv2d(c3, embedding_size, 3),
            nn.Flatten(),
        )
        self.decoder = nn.Sequential(
            nn.Unflatten(1, (embedding_size, 1, 1)),
            nn.ConvTranspose2d(embedding_size, c3, 3),
            nn.ReLU(),
            nn.ConvTranspose2d(c3, c2, 3, stride=2),
            nn.ReLU(),
            nn.ConvTranspose2d(c2, c1, 5, stride=2, padding=2),
            nn.ReLU(),
            nn.ConvTranspose2d(c1, 1, 5, stride=2, padding=2),
            nn.Sigmoid(),
        )

    def forward(self, images):
        return self.decoder(self.encoder(images))
# ---
# wrong
# mistake: there is a ReLU behind the code too, since the loop puts one behind every convolution
# line: down += [nn.Conv2d(n_in, n_out, k, **options), nn.ReLU()]
# kind: step
# words: code|no relu|linear|last convolution|embedding|without relu|behind the code|negative|every layer|each layer
class ConvolutionalAutoencoder(nn.Module):
    """Sides 28 -> 14 -> 7 -> 3 -> 1 and back; images are (n, 1, 28, 28)."""

    def __init__(self, embedding_size=10, channels=(32, 64, 128)):
        super().__init__()
        n = [1, *channels, embedding_size]
        settings = [
            (5, dict(stride=2, padding=2)),
            (5, dict(stride=2, padding=2)),
            (3, dict(stride=2)),
            (3, dict()),
        ]
        down = []
        for n_in, n_out, (k, options) in zip(n[:-1], n[1:], settings):
            down += [nn.Conv2d(n_in, n_out, k, **options), nn.ReLU()]
        up = [nn.Unflatten(1, (embedding_size, 1, 1))]
        for i in (3, 2, 1, 0):
            k, options = settings[i]
            if k == 5:
                options = dict(options, output_padding=1)
            up += [nn.ConvTranspose2d(n[i + 1], n[i], k, **options)]
            up += [nn.ReLU() if i > 0 else nn.Sigmoid()]
        self.encoder = nn.Sequential(*down, nn.Flatten())
        self.decoder = nn.Sequential(*up)

    def forward(self, images):
        """Return the reconstructions, (n, 1, 28, 28)."""
        return self.decoder(self.encoder(images))
# ---
# wrong
# mistake: the channel numbers of the default are written into the layers; channels is not used
# line: a, b, c = 32, 64, 128
# kind: number
# words: channels|hard-coded|hard coded|fixed|parameter|argument|default|ignored|other numbers|unpack|not used
class ConvolutionalAutoencoder(nn.Module):
    def __init__(self, embedding_size=10, channels=(32, 64, 128)):
        super().__init__()
        a, b, c = 32, 64, 128
        relu = nn.ReLU()
        self.encoder = nn.Sequential(
            nn.Conv2d(1, a, 5, 2, 2), relu,
            nn.Conv2d(a, b, 5, 2, 2), relu,
            nn.Conv2d(b, c, 3, 2, 0), relu,
            nn.Conv2d(c, embedding_size, 3), nn.Flatten(),
        )
        self.decoder = nn.Sequential(
            nn.Unflatten(1, (embedding_size, 1, 1)),
            nn.ConvTranspose2d(embedding_size, c, 3), relu,
            nn.ConvTranspose2d(c, b, 3, 2, 0), relu,
            nn.ConvTranspose2d(b, a, 5, 2, 2, 1), relu,
            nn.ConvTranspose2d(a, 1, 5, 2, 2, 1), nn.Sigmoid(),
        )

    def forward(self, x):
        return self.decoder(self.encoder(x))
# ---
# wrong
# mistake: the last transposed convolution gets a ReLU like all others, before the sigmoid, so that no pixel can be below one half
# line: up.extend([deconvolution, nn.ReLU()])
# kind: step
# words: relu|last layer|0.5|half|below|sigmoid|dark|negative|all but the last|black
class ConvolutionalAutoencoder(nn.Module):
    def __init__(self, embedding_size=10, channels=(32, 64, 128)):
        super().__init__()
        first, second, third = channels
        self.encoder = nn.Sequential(
            nn.Conv2d(1, first, 5, stride=2, padding=2),
            nn.ReLU(),
            nn.Conv2d(first, second, 5, stride=2, padding=2),
            nn.ReLU(),
            nn.Conv2d(second, third, 3, stride=2),
            nn.ReLU(),
            nn.Conv2d(third, embedding_size, 3),
            nn.Flatten(),
        )
        up = [nn.Unflatten(1, (embedding_size, 1, 1))]
        for deconvolution in (
            nn.ConvTranspose2d(embedding_size, third, 3),
            nn.ConvTranspose2d(third, second, 3, stride=2),
            nn.ConvTranspose2d(second, first, 5, stride=2, padding=2, output_padding=1),
            nn.ConvTranspose2d(first, 1, 5, stride=2, padding=2, output_padding=1),
        ):
            up.extend([deconvolution, nn.ReLU()])
        up.append(nn.Sigmoid())
        self.decoder = nn.Sequential(*up)

    def forward(self, images):
        return self.decoder(self.encoder(images))
# ---
# wrong
# mistake: the third convolution gets a padding like the first two, 1 as is usual for a kernel of 3, so that 7 becomes 4 instead of 3
# line: nn.Conv2d(channels[1], channels[2], 3, stride=2, padding=1),
# kind: argument
# words: no padding|without padding|padding 0|padding=0|padding of 0|none|4 instead|needs no|7 to 4|side|third
class ConvolutionalAutoencoder(nn.Module):
    def __init__(self, embedding_size=10, channels=(32, 64, 128)):
        super().__init__()
        encoder = [
            nn.Conv2d(1, channels[0], 5, stride=2, padding=2),
            nn.ReLU(),
            nn.Conv2d(channels[0], channels[1], 5, stride=2, padding=2),
            nn.ReLU(),
            nn.Conv2d(channels[1], channels[2], 3, stride=2, padding=1),
            nn.ReLU(),
            nn.Conv2d(channels[2], embedding_size, 3),
            nn.Flatten(),
        ]
        decoder = [
            nn.Unflatten(1, (embedding_size, 1, 1)),
            nn.ConvTranspose2d(embedding_size, channels[2], 3),
            nn.ReLU(),
            nn.ConvTranspose2d(channels[2], channels[1], 3, stride=2),
            nn.ReLU(),
            nn.ConvTranspose2d(channels[1], channels[0], 5, stride=2, padding=2, output_padding=1),
            nn.ReLU(),
            nn.ConvTranspose2d(channels[0], 1, 5, stride=2, padding=2, output_padding=1),
            nn.Sigmoid(),
        ]
        self.encoder, self.decoder = nn.Sequential(*encoder), nn.Sequential(*decoder)

    def forward(self, images):
        codes = self.encoder(images)
        return self.decoder(codes)
# ---
# wrong
# mistake: gives the code back besides the picture, as one knows it from other autoencoder classes
# line: return picture, code
# kind: return
# words: tuple|pair|nothing else|only the recon|two values|code as well|both|also return|one tensor|single
class ConvolutionalAutoencoder(nn.Module):
    def __init__(self, embedding_size=10, channels=(32, 64, 128)):
        super().__init__()

        def conv(n_in, n_out):
            return nn.Conv2d(n_in, n_out, kernel_size=5, stride=2, padding=2)

        def unconv(n_in, n_out):
            return nn.ConvTranspose2d(
                n_in, n_out, kernel_size=5, stride=2, padding=2, output_padding=1
            )

        c0, c1, c2 = channels
        self.encoder = nn.Sequential(
            conv(1, c0), nn.ReLU(),
            conv(c0, c1), nn.ReLU(),
            nn.Conv2d(c1, c2, kernel_size=3, stride=2), nn.ReLU(),
            nn.Conv2d(c2, embedding_size, kernel_size=3),
            nn.Flatten(),
        )
        self.decoder = nn.Sequential(
            nn.Unflatten(1, (embedding_size, 1, 1)),
            nn.ConvTranspose2d(embedding_size, c2, kernel_size=3), nn.ReLU(),
            nn.ConvTranspose2d(c2, c1, kernel_size=3, stride=2), nn.ReLU(),
            unconv(c1, c0), nn.ReLU(),
            unconv(c0, 1), nn.Sigmoid(),
        )

    def forward(self, images):
        code = self.encoder(images)
        picture = self.decoder(code)
        return picture, code
# ---
# wrong
# mistake: a kernel of 4 with padding 1 doubles the side without output padding, a well-known trick, but these are not the mirrored layers with kernels of 5
# line: nn.ConvTranspose2d(channels[1], channels[0], 4, 2, 1),
# line: nn.ConvTranspose2d(channels[0], 1, 4, 2, 1),
# kind: number
# words: kernel|same four layers|kernel of 5|kernel size|5|mirror|output_padding|output padding|same layers|4
class ConvolutionalAutoencoder(nn.Module):
    def __init__(self, embedding_size=10, channels=(32, 64, 128)):
        super().__init__()
        self.encoder = nn.Sequential(
            nn.Conv2d(1, channels[0], 5, 2, 2),
            nn.ReLU(inplace=True),
            nn.Conv2d(channels[0], channels[1], 5, 2, 2),
            nn.ReLU(inplace=True),
            nn.Conv2d(channels[1], channels[2], 3, 2),
            nn.ReLU(inplace=True),
            nn.Conv2d(channels[2], embedding_size, 3),
            nn.Flatten(),
        )
        self.decoder = nn.Sequential(
            nn.Unflatten(1, (embedding_size, 1, 1)),
            nn.ConvTranspose2d(embedding_size, channels[2], 3),
            nn.ReLU(inplace=True),
            nn.ConvTranspose2d(channels[2], channels[1], 3, 2),
            nn.ReLU(inplace=True),
            nn.ConvTranspose2d(channels[1], channels[0], 4, 2, 1),
            nn.ReLU(inplace=True),
            nn.ConvTranspose2d(channels[0], 1, 4, 2, 1),
            nn.Sigmoid(),
        )

    def forward(self, images):
        return self.decoder(self.encoder(images))
# ---
# wrong
# mistake: the decoder uses ordinary convolutions, which cannot make a single place larger
# line: layer = nn.Conv2d(big, small, kernel, stride, padding)
# kind: call
# words: transpose|convtranspose|ordinary|smaller|enlarge|larger|grow|upsampl|opposite|shrink
class ConvolutionalAutoencoder(nn.Module):
    def __init__(self, embedding_size=10, channels=(32, 64, 128)):
        super().__init__()
        plan = [
            (1, channels[0], 5, 2, 2),
            (channels[0], channels[1], 5, 2, 2),
            (channels[1], channels[2], 3, 2, 0),
            (channels[2], embedding_size, 3, 1, 0),
        ]
        self.encoder = nn.Sequential()
        for i, numbers in enumerate(plan):
            self.encoder.append(nn.Conv2d(*numbers))
            if i < 3:
                self.encoder.append(nn.ReLU())
        self.encoder.append(nn.Flatten())
        self.decoder = nn.Sequential(nn.Unflatten(1, (embedding_size, 1, 1)))
        for i, (small, big, kernel, stride, padding) in enumerate(reversed(plan)):
            layer = nn.Conv2d(big, small, kernel, stride, padding)
            self.decoder.append(layer)
            self.decoder.append(nn.ReLU() if i < 3 else nn.Sigmoid())

    def forward(self, images):
        return self.decoder(self.encoder(images))
# ---
# wrong
# mistake: makes the last images too large without any padding and cuts them to 28 with a slice in forward, as many programs do, though cropping is ruled out
# line: nn.ConvTranspose2d(n1, n0, 5, stride=2),
# line: nn.ConvTranspose2d(n0, 1, 5, stride=2),
# line: return self.decoder(self.encoder(images))[:, :, 4:32, 4:32]
# kind: concept
# words: crop|slice|cut|output_padding|output padding|padding=2|too large|no slices|thrown away|decoder alone|padding
class ConvolutionalAutoencoder(nn.Module):
    def __init__(self, embedding_size=10, channels=(32, 64, 128)):
        super().__init__()
        n0, n1, n2 = channels
        self.encoder = nn.Sequential(
            nn.Conv2d(1, n0, 5, stride=2, padding=2),
            nn.ReLU(),
            nn.Conv2d(n0, n1, 5, stride=2, padding=2),
            nn.ReLU(),
            nn.Conv2d(n1, n2, 3, stride=2),
            nn.ReLU(),
            nn.Conv2d(n2, embedding_size, 3),
            nn.Flatten(start_dim=1),
        )
        self.decoder = nn.Sequential(
            nn.Unflatten(1, (embedding_size, 1, 1)),
            nn.ConvTranspose2d(embedding_size, n2, 3),
            nn.ReLU(),
            nn.ConvTranspose2d(n2, n1, 3, stride=2),
            nn.ReLU(),
            nn.ConvTranspose2d(n1, n0, 5, stride=2),
            nn.ReLU(),
            nn.ConvTranspose2d(n0, 1, 5, stride=2),
            nn.Sigmoid(),
        )

    def forward(self, images):
        return self.decoder(self.encoder(images))[:, :, 4:32, 4:32]
# ---
# wrong
# mistake: one ReLU of the encoder is forgotten: two convolutions follow each other without anything between them
# line: nn.Conv2d(ch[0], ch[1], 5, stride=2, padding=2),
# kind: step
# words: relu|activation|nonlinear|non-linear|missing|forgot|behind the second|second convolution|between|linear
class ConvolutionalAutoencoder(nn.Module):
    def __init__(self, embedding_size=10, channels=(32, 64, 128)):
        super().__init__()
        ch = list(channels)
        self.encoder = nn.Sequential(
            nn.Conv2d(1, ch[0], 5, stride=2, padding=2),
            nn.ReLU(),
            nn.Conv2d(ch[0], ch[1], 5, stride=2, padding=2),
            nn.Conv2d(ch[1], ch[2], 3, stride=2),
            nn.ReLU(),
            nn.Conv2d(ch[2], embedding_size, 3),
            nn.Flatten(),
        )
        twice = dict(kernel_size=5, stride=2, padding=2, output_padding=1)
        self.decoder = nn.Sequential(
            nn.Unflatten(1, (embedding_size, 1, 1)),
            nn.ConvTranspose2d(embedding_size, ch[2], 3),
            nn.ReLU(),
            nn.ConvTranspose2d(ch[2], ch[1], 3, stride=2),
            nn.ReLU(),
            nn.ConvTranspose2d(ch[1], ch[0], **twice),
            nn.ReLU(),
            nn.ConvTranspose2d(ch[0], 1, **twice),
            nn.Sigmoid(),
        )

    def forward(self, images):
        z = self.encoder(images)
        return self.decoder(z)
# ---
# wrong
# mistake: two: the code is never flattened, so it stays (n, 10, 1, 1), and the pixels at the end get no sigmoid
# line: self.encoder = nn.Sequential(*blocks)
# line: back.append(nn.ConvTranspose2d(channels[0], 1, 5, 2, 2, output_padding=1))
# kind: step
# words: flatten|(n, 10)|shape|sigmoid|0 and 1|between 0|activation|missing|dimension|squash
class ConvolutionalAutoencoder(nn.Module):
    def __init__(self, embedding_size=10, channels=(32, 64, 128)):
        super().__init__()
        blocks = [nn.Conv2d(1, channels[0], 5, 2, 2), nn.ReLU()]
        blocks += [nn.Conv2d(channels[0], channels[1], 5, 2, 2), nn.ReLU()]
        blocks += [nn.Conv2d(channels[1], channels[2], 3, 2), nn.ReLU()]
        blocks += [nn.Conv2d(channels[2], embedding_size, 3)]
        self.encoder = nn.Sequential(*blocks)

        back = [nn.ConvTranspose2d(embedding_size, channels[2], 3), nn.ReLU()]
        back += [nn.ConvTranspose2d(channels[2], channels[1], 3, 2), nn.ReLU()]
        back += [nn.ConvTranspose2d(channels[1], channels[0], 5, 2, 2, output_padding=1), nn.ReLU()]
        back.append(nn.ConvTranspose2d(channels[0], 1, 5, 2, 2, output_padding=1))
        self.decoder = nn.Sequential(*back)

    def forward(self, images):
        return self.decoder(self.encoder(images))
# ---
# wrong
# mistake: shrinks with max pooling instead of with the stride in the first two blocks
# line: nn.Conv2d(1, channels[0], 5, padding=2), nn.ReLU(), nn.MaxPool2d(2),
# line: nn.Conv2d(channels[0], channels[1], 5, padding=2), nn.ReLU(), nn.MaxPool2d(2),
# kind: concept
# words: pool|stride|stride of 2|stride=2|maxpool|each with a stride|not asked|instead of stride|convolution itself|no pooling
class ConvolutionalAutoencoder(nn.Module):
    def __init__(self, embedding_size=10, channels=(32, 64, 128)):
        super().__init__()
        self.encoder = nn.Sequential(
            nn.Conv2d(1, channels[0], 5, padding=2), nn.ReLU(), nn.MaxPool2d(2),
            nn.Conv2d(channels[0], channels[1], 5, padding=2), nn.ReLU(), nn.MaxPool2d(2),
            nn.Conv2d(channels[1], channels[2], 3, stride=2), nn.ReLU(),
            nn.Conv2d(channels[2], embedding_size, 3), nn.Flatten(),
        )
        self.decoder = nn.Sequential(
            nn.Unflatten(1, (embedding_size, 1, 1)),
            nn.ConvTranspose2d(embedding_size, channels[2], 3), nn.ReLU(),
            nn.ConvTranspose2d(channels[2], channels[1], 3, stride=2), nn.ReLU(),
            nn.ConvTranspose2d(channels[1], channels[0], 5, stride=2, padding=2, output_padding=1), nn.ReLU(),
            nn.ConvTranspose2d(channels[0], 1, 5, stride=2, padding=2, output_padding=1), nn.Sigmoid(),
        )

    def forward(self, images):
        encoded = self.encoder(images)
        decoded = self.decoder(encoded)
        return decoded
# ---
# right
class ConvolutionalAutoencoder(nn.Module):
    def __init__(self, embedding_size=10, channels=(32, 64, 128)):
        super().__init__()
        c1, c2, c3 = channels
        self.encoder = nn.Sequential(
            nn.Conv2d(1, c1, 5, stride=2, padding=2),
            nn.ReLU(),
            nn.Conv2d(c1, c2, 5, stride=2, padding=2),
            nn.ReLU(),
            nn.Conv2d(c2, c3, 3, stride=2),
            nn.ReLU(),
            nn.Conv2d(c3, embedding_size, 3),
            nn.Flatten(),
        )
        self.decoder = nn.Sequential(
            nn.Unflatten(1, (embedding_size, 1, 1)),
            nn.ConvTranspose2d(embedding_size, c3, 3),
            nn.ReLU(),
            nn.ConvTranspose2d(c3, c2, 3, stride=2),
            nn.ReLU(),
            nn.ConvTranspose2d(c2, c1, 5, stride=2, padding=2, output_padding=1),
            nn.ReLU(),
            nn.ConvTranspose2d(c1, 1, 5, stride=2, padding=2, output_padding=1),
            nn.Sigmoid(),
        )

    def forward(self, images):
        return self.decoder(self.encoder(images))
# ---
# right
class ConvolutionalAutoencoder(nn.Module):
    """Built from a table of settings."""

    def __init__(self, embedding_size=10, channels=(32, 64, 128)):
        super().__init__()
        widths = [1, *channels, embedding_size]
        table = [(5, 2, 2, 1), (5, 2, 2, 1), (3, 2, 0, 0), (3, 1, 0, 0)]
        down, up = [], []
        for i, (kernel, stride, pad, extra) in enumerate(table):
            down.append(nn.Conv2d(widths[i], widths[i + 1], kernel, stride, pad))
            mirrored = nn.ConvTranspose2d(widths[i + 1], widths[i], kernel, stride, pad, extra)
            if i < 3:
                down.append(nn.ReLU())
            up = [mirrored, nn.ReLU() if i > 0 else nn.Sigmoid(), *up]
        self.encoder = nn.Sequential(*down, nn.Flatten())
        self.decoder = nn.Sequential(nn.Unflatten(1, (embedding_size, 1, 1)), *up)

    def forward(self, images):
        return self.decoder(self.encoder(images))
# ---
# right
def conv_relu(n_in, n_out, **keywords):
    return [nn.Conv2d(n_in, n_out, **keywords), nn.ReLU()]


def deconv_relu(n_in, n_out, **keywords):
    return [nn.ConvTranspose2d(n_in, n_out, **keywords), nn.ReLU()]


class ConvolutionalAutoencoder(nn.Module):
    def __init__(self, embedding_size=10, channels=(32, 64, 128)):
        super().__init__()
        a, b, c = channels
        half = {"kernel_size": 5, "stride": 2, "padding": 2}
        self.encoder = nn.Sequential(
            *conv_relu(1, a, **half),
            *conv_relu(a, b, **half),
            *conv_relu(b, c, kernel_size=3, stride=2),
            nn.Conv2d(c, embedding_size, kernel_size=3),
            nn.Flatten(),
        )
        self.decoder = nn.Sequential(
            nn.Unflatten(1, (embedding_size, 1, 1)),
            *deconv_relu(embedding_size, c, kernel_size=3),
            *deconv_relu(c, b, kernel_size=3, stride=2),
            *deconv_relu(b, a, output_padding=1, **half),
            nn.ConvTranspose2d(a, 1, output_padding=1, **half),
            nn.Sigmoid(),
        )

    def forward(self, images):
        codes = self.encoder(images)
        return self.decoder(codes)
# ---
# right
class ConvolutionalAutoencoder(nn.Module):
    def __init__(self, embedding_size=10, channels=(32, 64, 128)):
        super().__init__()
        self.encoder = nn.Sequential()
        n_in = 1
        for n_out, k in zip(channels, (5, 5, 3)):
            self.encoder.append(nn.Conv2d(n_in, n_out, (k, k), stride=(2, 2), padding=2 if k == 5 else 0))
            self.encoder.append(nn.ReLU())
            n_in = n_out
        self.encoder.append(nn.Conv2d(n_in, embedding_size, (3, 3)))
        self.encoder.append(nn.Flatten())

        self.decoder = nn.Sequential(
            nn.Unflatten(1, (embedding_size, 1, 1)),
            nn.ConvTranspose2d(embedding_size, channels[-1], 3),
            nn.ReLU(),
            nn.ConvTranspose2d(channels[-1], channels[-2], 3, stride=2),
        )
        for n_in, n_out in ((channels[1], channels[0]), (channels[0], 1)):
            self.decoder.append(nn.ReLU())
            self.decoder.append(
                nn.ConvTranspose2d(n_in, n_out, 5, stride=2, padding=2, output_padding=1)
            )
        self.decoder.append(nn.Sigmoid())

    def forward(self, images):
        x = self.encoder(images)
        x = self.decoder(x)
        return x
