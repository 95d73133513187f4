# wrong
# mistake: leaves out the output padding, so the sides come back as 3, 7, 13, 25
# line: nn.ConvTranspose2d(c2, c1, 5, stride=2, padding=2),
# line: nn.ConvTranspose2d(c1, 1, 5, stride=2, padding=2),
# kind: argument
# words: output_padding|output padding|25|13
class ConvolutionalAutoencoder(nn.Module):
    """Sides 28 -> 14 -> 7 -> 3 -> 1 and back; images are (n, 1, 28, 28)."""

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
        """Return the reconstructions, (n, 1, 28, 28)."""
        return self.decoder(self.encoder(images))
# ---
# wrong
# mistake: puts a ReLU behind the code, which should have none
# line: encoder += [nn.Conv2d(channels[2], embedding_size, 3), nn.ReLU(), nn.Flatten()]
# kind: step
# words: relu|behind the code|linear code|negative
class ConvolutionalAutoencoder(nn.Module):
    def __init__(self, embedding_size=10, channels=(32, 64, 128)):
        super().__init__()
        encoder = []
        n_in = 1
        for n_out, kernel, padding in zip(channels, (5, 5, 3), (2, 2, 0)):
            encoder += [nn.Conv2d(n_in, n_out, kernel, stride=2, padding=padding), nn.ReLU()]
            n_in = n_out
        encoder += [nn.Conv2d(channels[2], embedding_size, 3), nn.ReLU(), nn.Flatten()]
        self.encoder = nn.Sequential(*encoder)
        self.decoder = nn.Sequential(
            nn.Unflatten(1, (embedding_size, 1, 1)),
            nn.ConvTranspose2d(embedding_size, channels[2], 3),
            nn.ReLU(),
            nn.ConvTranspose2d(channels[2], channels[1], 3, stride=2),
            nn.ReLU(),
            nn.ConvTranspose2d(channels[1], channels[0], 5, 2, 2, 1),
            nn.ReLU(),
            nn.ConvTranspose2d(channels[0], 1, 5, 2, 2, 1),
            nn.Sigmoid(),
        )

    def forward(self, images):
        return self.decoder(self.encoder(images))
# ---
# wrong
# mistake: makes images that are too large and crops them with slices in forward, instead of using padding and output padding
# line: nn.ConvTranspose2d(b, a, 5, stride=2), nn.ReLU(),
# line: nn.ConvTranspose2d(a, 1, 5, stride=2), nn.Sigmoid(),
# line: return big[:, :, 4:32, 4:32]
# kind: concept
# words: crop|slice|cut|output_padding|output padding
class ConvolutionalAutoencoder(nn.Module):
    def __init__(self, embedding_size=10, channels=(32, 64, 128)):
        super().__init__()
        a, b, c = channels
        self.encoder = nn.Sequential(
            nn.Conv2d(1, a, 5, stride=2, padding=2), nn.ReLU(),
            nn.Conv2d(a, b, 5, stride=2, padding=2), nn.ReLU(),
            nn.Conv2d(b, c, 3, stride=2), nn.ReLU(),
            nn.Conv2d(c, embedding_size, 3), nn.Flatten(),
        )
        self.decoder = nn.Sequential(
            nn.Unflatten(1, (embedding_size, 1, 1)),
            nn.ConvTranspose2d(embedding_size, c, 3), nn.ReLU(),
            nn.ConvTranspose2d(c, b, 3, stride=2), nn.ReLU(),
            nn.ConvTranspose2d(b, a, 5, stride=2), nn.ReLU(),
            nn.ConvTranspose2d(a, 1, 5, stride=2), nn.Sigmoid(),
        )

    def forward(self, images):
        big = self.decoder(self.encoder(images))
        return big[:, :, 4:32, 4:32]
# ---
# wrong
# mistake: doubles the side with kernels of 4, which do not mirror the encoder's kernels of 5
# line: self.up3 = nn.ConvTranspose2d(channels[1], channels[0], kernel_size=4, stride=2, padding=1)
# line: self.up4 = nn.ConvTranspose2d(channels[0], 1, kernel_size=4, stride=2, padding=1)
# kind: concept
# words: kernels of 4|kernel of 4|kernel size|kernel_size|mirror|of 5
class ConvolutionalAutoencoder(nn.Module):
    def __init__(self, embedding_size=10, channels=(32, 64, 128)):
        super().__init__()
        self.encoder = nn.Sequential(
            nn.Conv2d(1, channels[0], kernel_size=5, stride=2, padding=2),
            nn.ReLU(),
            nn.Conv2d(channels[0], channels[1], kernel_size=5, stride=2, padding=2),
            nn.ReLU(),
            nn.Conv2d(channels[1], channels[2], kernel_size=3, stride=2),
            nn.ReLU(),
            nn.Conv2d(channels[2], embedding_size, kernel_size=3),
            nn.Flatten(),
        )
        self.up1 = nn.ConvTranspose2d(embedding_size, channels[2], kernel_size=3)
        self.up2 = nn.ConvTranspose2d(channels[2], channels[1], kernel_size=3, stride=2)
        self.up3 = nn.ConvTranspose2d(channels[1], channels[0], kernel_size=4, stride=2, padding=1)
        self.up4 = nn.ConvTranspose2d(channels[0], 1, kernel_size=4, stride=2, padding=1)
        self.decoder = nn.Sequential(
            nn.Unflatten(1, (embedding_size, 1, 1)),
            self.up1, nn.ReLU(), self.up2, nn.ReLU(), self.up3, nn.ReLU(),
            self.up4, nn.Sigmoid(),
        )

    def forward(self, images):
        return self.decoder(self.encoder(images))
# ---
# wrong
# mistake: shrinks the images by max pooling, not by a stride of 2
# line: nn.Conv2d(1, c[0], 5, padding=2), nn.ReLU(), nn.MaxPool2d(2),
# line: nn.Conv2d(c[0], c[1], 5, padding=2), nn.ReLU(), nn.MaxPool2d(2),
# kind: concept
# words: pool|stride
class ConvolutionalAutoencoder(nn.Module):
    def __init__(self, embedding_size=10, channels=(32, 64, 128)):
        super().__init__()
        c = list(channels)
        self.encoder = nn.Sequential(
            nn.Conv2d(1, c[0], 5, padding=2), nn.ReLU(), nn.MaxPool2d(2),
            nn.Conv2d(c[0], c[1], 5, padding=2), nn.ReLU(), nn.MaxPool2d(2),
            nn.Conv2d(c[1], c[2], 3, stride=2), nn.ReLU(),
            nn.Conv2d(c[2], embedding_size, 3),
            nn.Flatten(),
        )
        self.decoder = nn.Sequential(
            nn.Unflatten(1, (embedding_size, 1, 1)),
            nn.ConvTranspose2d(embedding_size, c[2], 3), nn.ReLU(),
            nn.ConvTranspose2d(c[2], c[1], 3, stride=2), nn.ReLU(),
            nn.ConvTranspose2d(c[1], c[0], 5, stride=2, padding=2, output_padding=1), nn.ReLU(),
            nn.ConvTranspose2d(c[0], 1, 5, stride=2, padding=2, output_padding=1), nn.Sigmoid(),
        )

    def forward(self, images):
        return self.decoder(self.encoder(images))
# ---
# wrong
# mistake: the third convolution gets a padding of 2 as well, so its side is 5 and not 3
# line: padding = 2
# kind: number
# words: third|no padding|padding of 0|padding=0|kernel of 3
class ConvolutionalAutoencoder(nn.Module):
    def __init__(self, embedding_size=10, channels=(32, 64, 128)):
        super().__init__()
        padding = 2
        sizes = [1, *channels]
        kernels = [5, 5, 3]
        layers = []
        for i in range(3):
            layers.append(nn.Conv2d(sizes[i], sizes[i + 1], kernels[i], stride=2, padding=padding))
            layers.append(nn.ReLU())
        layers.append(nn.Conv2d(sizes[3], embedding_size, 3))
        layers.append(nn.Flatten())
        self.encoder = nn.Sequential(*layers)
        self.decoder = nn.Sequential(
            nn.Unflatten(1, (embedding_size, 1, 1)),
            nn.ConvTranspose2d(embedding_size, sizes[3], 3),
            nn.ReLU(),
            nn.ConvTranspose2d(sizes[3], sizes[2], 3, stride=2),
            nn.ReLU(),
            nn.ConvTranspose2d(sizes[2], sizes[1], 5, stride=2, padding=2, output_padding=1),
            nn.ReLU(),
            nn.ConvTranspose2d(sizes[1], sizes[0], 5, stride=2, padding=2, output_padding=1),
            nn.Sigmoid(),
        )

    def forward(self, images):
        return self.decoder(self.encoder(images))
# ---
# wrong
# mistake: the output padding stands at the layer from 3 to 7, which needs none, so the sides become 8, 16, 32
# line: nn.ConvTranspose2d(deep, middle, 3, stride=2, output_padding=1),
# kind: argument
# words: output_padding|output padding|3 to 7
class ConvolutionalAutoencoder(nn.Module):
    def __init__(self, embedding_size=10, channels=(32, 64, 128)):
        super().__init__()
        shallow, middle, deep = channels
        self.encoder = nn.Sequential(
            nn.Conv2d(1, shallow, 5, stride=2, padding=2),
            nn.ReLU(),
            nn.Conv2d(shallow, middle, 5, stride=2, padding=2),
            nn.ReLU(),
            nn.Conv2d(middle, deep, 3, stride=2),
            nn.ReLU(),
            nn.Conv2d(deep, embedding_size, 3),
            nn.Flatten(),
        )
        self.decoder = nn.Sequential(
            nn.Unflatten(1, (embedding_size, 1, 1)),
            nn.ConvTranspose2d(embedding_size, deep, 3),
            nn.ReLU(),
            nn.ConvTranspose2d(deep, middle, 3, stride=2, output_padding=1),
            nn.ReLU(),
            nn.ConvTranspose2d(middle, shallow, 5, stride=2, padding=2, output_padding=1),
            nn.ReLU(),
            nn.ConvTranspose2d(shallow, 1, 5, stride=2, padding=2, output_padding=1),
            nn.Sigmoid(),
        )

    def forward(self, images):
        return self.decoder(self.encoder(images))
# ---
# wrong
# mistake: the numbers of channels are fixed at 32, 64 and 128, whatever channels says
# line: C1, C2, C3 = 32, 64, 128
# kind: number
# words: channels|fixed|hard
class ConvolutionalAutoencoder(nn.Module):
    def __init__(self, embedding_size=10, channels=(32, 64, 128)):
        super().__init__()
        C1, C2, C3 = 32, 64, 128
        act = nn.ReLU
        self.encoder = nn.Sequential(
            nn.Conv2d(1, C1, 5, 2, 2), act(),
            nn.Conv2d(C1, C2, 5, 2, 2), act(),
            nn.Conv2d(C2, C3, 3, 2), act(),
            nn.Conv2d(C3, embedding_size, 3),
            nn.Flatten(),
        )
        self.decoder = nn.Sequential(
            nn.Unflatten(1, (embedding_size, 1, 1)),
            nn.ConvTranspose2d(embedding_size, C3, 3), act(),
            nn.ConvTranspose2d(C3, C2, 3, 2), act(),
            nn.ConvTranspose2d(C2, C1, 5, 2, 2, 1), act(),
            nn.ConvTranspose2d(C1, 1, 5, 2, 2, 1),
            nn.Sigmoid(),
        )

    def forward(self, images):
        return self.decoder(self.encoder(images))
# ---
# wrong
# mistake: goes through the channels of the decoder in the encoder's order, not backwards
# line: for n_out, k, extra in zip(channels, (3, 3, 5), (0, 0, 1)):
# kind: index
# words: reverse|backwards|opposite order|[::-1]|channels
class ConvolutionalAutoencoder(nn.Module):
    def __init__(self, embedding_size=10, channels=(32, 64, 128)):
        super().__init__()
        down = []
        before = 1
        for n_out, k, pad in zip(channels, (5, 5, 3), (2, 2, 0)):
            down += [nn.Conv2d(before, n_out, k, stride=2, padding=pad), nn.ReLU()]
            before = n_out
        down += [nn.Conv2d(before, embedding_size, 3), nn.Flatten()]
        self.encoder = nn.Sequential(*down)

        up = [nn.Unflatten(1, (embedding_size, 1, 1))]
        before = embedding_size
        for n_out, k, extra in zip(channels, (3, 3, 5), (0, 0, 1)):
            step = 1 if before == embedding_size and len(up) == 1 else 2
            up += [
                nn.ConvTranspose2d(before, n_out, k, stride=step, padding=2 * extra, output_padding=extra),
                nn.ReLU(),
            ]
            before = n_out
        up += [nn.ConvTranspose2d(before, 1, 5, stride=2, padding=2, output_padding=1), nn.Sigmoid()]
        self.decoder = nn.Sequential(*up)

    def forward(self, images):
        return self.decoder(self.encoder(images))
# ---
# wrong
# mistake: leaves out Flatten and Unflatten, so the code is (n, 10, 1, 1) and not (n, 10)
# line: self.encoder = nn.Sequential(*conv)
# line: self.decoder = nn.Sequential(*deconv)
# kind: concept
# words: flatten|(n, 10)|1, 1
class ConvolutionalAutoencoder(nn.Module):
    def __init__(self, embedding_size=10, channels=(32, 64, 128)):
        super().__init__()
        c1, c2, c3 = channels
        conv = [
            nn.Conv2d(1, c1, 5, 2, 2), nn.ReLU(),
            nn.Conv2d(c1, c2, 5, 2, 2), nn.ReLU(),
            nn.Conv2d(c2, c3, 3, 2), nn.ReLU(),
            nn.Conv2d(c3, embedding_size, 3),
        ]
        deconv = [
            nn.ConvTranspose2d(embedding_size, c3, 3), nn.ReLU(),
            nn.ConvTranspose2d(c3, c2, 3, 2), nn.ReLU(),
            nn.ConvTranspose2d(c2, c1, 5, 2, 2, 1), nn.ReLU(),
            nn.ConvTranspose2d(c1, 1, 5, 2, 2, 1), nn.Sigmoid(),
        ]
        # Flatten and Unflatten cancel each other
        self.encoder = nn.Sequential(*conv)
        self.decoder = nn.Sequential(*deconv)

    def forward(self, images):
        return self.decoder(self.encoder(images))
# ---
# wrong
# mistake: a ReLU stands before the sigmoid, so no pixel can be darker than one half, and the code's size in Unflatten is fixed at 10
# line: nn.Unflatten(1, (10, 1, 1)),
# line: nn.ConvTranspose2d(c1, 1, 5, stride=2, padding=2, output_padding=1), nn.ReLU(),
# kind: step
# words: relu|sigmoid|embedding_size|unflatten
class ConvolutionalAutoencoder(nn.Module):
    def __init__(self, embedding_size=10, channels=(32, 64, 128)):
        super().__init__()
        c1, c2, c3 = channels
        self.encoder = nn.Sequential(
            nn.Conv2d(1, c1, 5, stride=2, padding=2), nn.ReLU(),
            nn.Conv2d(c1, c2, 5, stride=2, padding=2), nn.ReLU(),
            nn.Conv2d(c2, c3, 3, stride=2), nn.ReLU(),
            nn.Conv2d(c3, embedding_size, 3),
            nn.Flatten(),
        )
        self.decoder = nn.Sequential(
            nn.Unflatten(1, (10, 1, 1)),
            nn.ConvTranspose2d(embedding_size, c3, 3), nn.ReLU(),
            nn.ConvTranspose2d(c3, c2, 3, stride=2), nn.ReLU(),
            nn.ConvTranspose2d(c2, c1, 5, stride=2, padding=2, output_padding=1), nn.ReLU(),
            nn.ConvTranspose2d(c1, 1, 5, stride=2, padding=2, output_padding=1), nn.ReLU(),
            nn.Sigmoid(),
        )

    def forward(self, images):
        return self.decoder(self.encoder(images))
# ---
# wrong
# mistake: forward hands the images to the decoder, past the encoder
# line: return self.decoder(images)
# kind: name
# words: encoder|codes|past
class ConvolutionalAutoencoder(nn.Module):
    def __init__(self, embedding_size=10, channels=(32, 64, 128)):
        super().__init__()
        x, y, z = channels
        self.encoder = nn.Sequential(
            nn.Conv2d(1, x, (5, 5), (2, 2), (2, 2)), nn.ReLU(),
            nn.Conv2d(x, y, (5, 5), (2, 2), (2, 2)), nn.ReLU(),
            nn.Conv2d(y, z, (3, 3), (2, 2)), nn.ReLU(),
            nn.Conv2d(z, embedding_size, (3, 3)), nn.Flatten(),
        )
        self.decoder = nn.Sequential(
            nn.Unflatten(1, (embedding_size, 1, 1)),
            nn.ConvTranspose2d(embedding_size, z, (3, 3)), nn.ReLU(),
            nn.ConvTranspose2d(z, y, (3, 3), (2, 2)), nn.ReLU(),
            nn.ConvTranspose2d(y, x, (5, 5), (2, 2), (2, 2), (1, 1)), nn.ReLU(),
            nn.ConvTranspose2d(x, 1, (5, 5), (2, 2), (2, 2), (1, 1)), nn.Sigmoid(),
        )

    def forward(self, images):
        codes = self.encoder(images)
        return self.decoder(images)
# ---
# right
# style: helper functions for a layer there and a layer back
class ConvolutionalAutoencoder(nn.Module):
    def __init__(self, embedding_size=10, channels=(32, 64, 128)):
        super().__init__()

        def down(n_in, n_out, kernel, padding):
            return nn.Sequential(nn.Conv2d(n_in, n_out, kernel, stride=2, padding=padding), nn.ReLU())

        def up(n_in, n_out, kernel, padding, extra):
            return nn.ConvTranspose2d(
                n_in, n_out, kernel, stride=2, padding=padding, output_padding=extra
            )

        a, b, c = channels
        self.encoder = nn.Sequential(
            *down(1, a, 5, 2),
            *down(a, b, 5, 2),
            *down(b, c, 3, 0),
            nn.Conv2d(c, embedding_size, 3),
            nn.Flatten(),
        )
        self.decoder = nn.Sequential(
            nn.Unflatten(1, (embedding_size, 1, 1)),
            nn.ConvTranspose2d(embedding_size, c, 3),
            nn.ReLU(),
            up(c, b, 3, 0, 0),
            nn.ReLU(),
            up(b, a, 5, 2, 1),
            nn.ReLU(),
            up(a, 1, 5, 2, 1),
            nn.Sigmoid(),
        )

    def forward(self, images):
        return self.decoder(self.encoder(images))
# ---
# right
# style: one table of layers, read forwards for the encoder and backwards for the decoder
class ConvolutionalAutoencoder(nn.Module):
    def __init__(self, embedding_size=10, channels=(32, 64, 128)):
        super().__init__()
        maps = [1, *channels, embedding_size]
        # kernel, stride, padding, output padding on the way back
        table = [(5, 2, 2, 1), (5, 2, 2, 1), (3, 2, 0, 0), (3, 1, 0, 0)]
        there, back = [], []
        for i, (k, s, p, extra) in enumerate(table):
            there += [nn.Conv2d(maps[i], maps[i + 1], k, s, p), nn.ReLU()]
            last = nn.Sigmoid() if i == 0 else nn.ReLU()
            back = [nn.ConvTranspose2d(maps[i + 1], maps[i], k, s, p, extra), last] + back
        there[-1] = nn.Flatten()
        back.insert(0, nn.Unflatten(1, (embedding_size, 1, 1)))
        self.encoder = nn.Sequential(*there)
        self.decoder = nn.Sequential(*back)

    def forward(self, images):
        codes = self.encoder(images)
        return self.decoder(codes)
# ---
# right
# style: the decoder first, with append
class ConvolutionalAutoencoder(nn.Module):
    def __init__(self, embedding_size=10, channels=(32, 64, 128)):
        super().__init__()
        self.decoder = nn.Sequential(nn.Unflatten(1, (embedding_size, 1, 1)))
        self.decoder.append(nn.ConvTranspose2d(embedding_size, channels[-1], 3))
        self.decoder.append(nn.ReLU())
        self.decoder.append(nn.ConvTranspose2d(channels[-1], channels[-2], 3, stride=2))
        self.decoder.append(nn.ReLU())
        last = [(channels[-2], channels[-3], nn.ReLU()), (channels[-3], 1, nn.Sigmoid())]
        for n_in, n_out, activation in last:
            self.decoder.append(
                nn.ConvTranspose2d(n_in, n_out, 5, stride=2, padding=2, output_padding=1)
            )
            self.decoder.append(activation)
        self.encoder = nn.Sequential()
        for n_in, n_out in ((1, channels[0]), (channels[0], channels[1])):
            self.encoder.append(nn.Conv2d(n_in, n_out, 5, stride=2, padding=2))
            self.encoder.append(nn.ReLU(inplace=True))
        self.encoder.append(nn.Conv2d(channels[1], channels[2], 3, stride=2))
        self.encoder.append(nn.ReLU(inplace=True))
        self.encoder.append(nn.Conv2d(channels[2], embedding_size, 3))
        self.encoder.append(nn.Flatten(start_dim=1))

    def forward(self, images):
        return self.decoder(self.encoder(images))
# ---
# right
# style: named layers
from collections import OrderedDict


class ConvolutionalAutoencoder(nn.Module):
    def __init__(self, embedding_size=10, channels=(32, 64, 128)):
        super().__init__()
        c28, c14, c7, c3 = 1, *channels
        two = dict(kernel_size=5, stride=2, padding=2)
        self.encoder = nn.Sequential(OrderedDict(
            to14=nn.Conv2d(c28, c14, **two),
            relu14=nn.ReLU(),
            to7=nn.Conv2d(c14, c7, **two),
            relu7=nn.ReLU(),
            to3=nn.Conv2d(c7, c3, kernel_size=3, stride=2, padding="valid"),
            relu3=nn.ReLU(),
            to1=nn.Conv2d(c3, embedding_size, kernel_size=3),
            flat=nn.Flatten(),
        ))
        self.decoder = nn.Sequential(OrderedDict(
            unflat=nn.Unflatten(1, (embedding_size, 1, 1)),
            to3=nn.ConvTranspose2d(embedding_size, c3, kernel_size=3),
            relu3=nn.ReLU(),
            to7=nn.ConvTranspose2d(c3, c7, kernel_size=3, stride=2),
            relu7=nn.ReLU(),
            to14=nn.ConvTranspose2d(c7, c14, output_padding=1, **two),
            relu14=nn.ReLU(),
            to28=nn.ConvTranspose2d(c14, c28, output_padding=1, **two),
            pixels=nn.Sigmoid(),
        ))

    def forward(self, images):
        return self.decoder.forward(self.encoder.forward(images))
