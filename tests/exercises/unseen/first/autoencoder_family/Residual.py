# wrong
# mistake: x is added as it is, never brought to the width of the block's output, so it fails as soon as the two widths differ
# line: return self.block(x) + x
# kind: step
# words: width|pool|adaptive|n_out|shape|size|dimension|differ|match|resize
class Residual(nn.Module):
    def __init__(self, block):
        super().__init__()
        self.block = block

    def forward(self, x):
        return self.block(x) + x
# ---
# wrong
# mistake: x is overwritten by the block's output, so that the link adds the output to itself and the original x is lost
# line: x = self.block(x)
# kind: name
# words: overwrit|original|lost|itself|twice|double|input|same name|reassign|no longer|replaced
class Residual(nn.Module):
    """A block of layers with a way around it: block(x) + x."""

    def __init__(self, block):
        super().__init__()
        self.block = block

    def forward(self, x):
        """Return (n, n_out) for (n, n_in)."""
        x = self.block(x)
        return x + F.adaptive_avg_pool1d(x, x.shape[1])
# ---
# wrong
# mistake: the output of the block is brought to the width of x instead of x to the width of the output, so the result has n_in columns
# line: out = F.adaptive_avg_pool1d(self.block(x), x.shape[1])
# kind: argument
# words: n_in|n_out|wrong way|other way|reverse|instead of x|width of x|width of the input|pool x|output of the block|block's output|swap
class Residual(nn.Module):
    def __init__(self, block):
        super().__init__()
        self.block = block

    def forward(self, x):
        out = F.adaptive_avg_pool1d(self.block(x), x.shape[1])
        return out + x
# ---
# wrong
# mistake: x is subtracted from the block's output, where it should be added
# line: return output - shortcut
# kind: operator
# words: subtract|minus|sign|add|plus|sum|difference|operator
class Residual(nn.Module):
    def __init__(self, block):
        super().__init__()
        self.block = block

    def forward(self, x):
        """The residual: what the block makes of x compared to x."""
        output = self.block(x)
        shortcut = F.adaptive_avg_pool1d(x, output.shape[1])
        return output - shortcut
# ---
# wrong
# mistake: puts the output and x side by side, as in a U-Net, which gives twice the width, instead of adding them
# line: return torch.cat([y, skip], dim=1)
# kind: call
# words: concat|cat|add|sum|side by side|twice|double|plus|2 * n_out|too wide|width
class Residual(nn.Module):
    def __init__(self, block):
        super().__init__()
        self.block = block

    def forward(self, x):
        y = self.block(x)
        skip = F.adaptive_avg_pool1d(x, y.size(1))
        return torch.cat([y, skip], dim=1)
# ---
# wrong
# mistake: takes "the link learns nothing" to mean that no gradient may pass through it; then the layers before get no update through the link
# line: with torch.no_grad():
# kind: concept
# words: gradient|no_grad|backward|backprop|graph|update|earlier layers|layers before|cut|detach|flow
class Residual(nn.Module):
    def __init__(self, block):
        super().__init__()
        self.block = block

    def forward(self, x):
        out = self.block(x)
        # the link itself learns nothing
        with torch.no_grad():
            link = F.adaptive_avg_pool1d(x, out.shape[1])
        return out + link
# ---
# wrong
# mistake: a layer with weights brings x to the new width, but the link is to learn nothing
# line: self.link = nn.LazyLinear(out.shape[1], bias=False)
# kind: concept
# words: learn|weight|parameter|train|linear|pool|project|adaptive|random
class Residual(nn.Module):
    def __init__(self, block):
        super().__init__()
        self.block = block
        self.link = None

    def forward(self, x):
        out = self.block(x)
        if out.shape == x.shape:
            return out + x
        if self.link is None:
            self.link = nn.LazyLinear(out.shape[1], bias=False)
        return out + self.link(x)
# ---
# wrong
# mistake: adds a link around each single layer inside the block, where one link leads around the whole block
# line: for layer in self.block:
# kind: place
# words: each layer|every layer|single layer|whole block|entire block|each of the layers|inside|once|one link|loop|several links|around the block
class Residual(nn.Module):
    def __init__(self, block):
        super().__init__()
        self.block = block

    def forward(self, x):
        for layer in self.block:
            out = layer(x)
            x = out + F.adaptive_avg_pool1d(x, out.shape[-1])
        return x
# ---
# wrong
# mistake: two: the width is read off the number of rows, shape[0], and the sum is halved into a mean
# line: n_out = out.shape[0]
# line: return (out + F.adaptive_avg_pool1d(x, n_out)) / 2
# kind: index
# words: shape[0]|shape[1]|rows|batch|number of examples|number of images|first dimension|axis|halv|half|mean|divid|/ 2|average of
class Residual(nn.Module):
    def __init__(self, block):
        super().__init__()
        self.block = block

    def forward(self, x):
        out = self.block(x)
        n_out = out.shape[0]
        return (out + F.adaptive_avg_pool1d(x, n_out)) / 2
# ---
# wrong
# mistake: two: the width is that of the first layer of the block, not of its last; and a ReLU comes after the sum, as in the original ResNet
# line: self.n_out = block[0].out_features
# line: return F.relu(self.block(x) + link)
# kind: index
# words: first layer|last layer|block[0]|[-1]|relu|activation|negative|non-linear|nonlinear|only one layer|after the sum
class Residual(nn.Module):
    def __init__(self, block):
        super().__init__()
        self.block = block
        self.n_out = block[0].out_features

    def forward(self, x):
        link = F.adaptive_avg_pool1d(x, self.n_out)
        return F.relu(self.block(x) + link)
# ---
# right
# style: short, names each step
class Residual(nn.Module):
    """A block of layers with a way around it: block(x) + x."""

    def __init__(self, block):
        super().__init__()
        self.block = block

    def forward(self, x):
        """Return (n, n_out) for (n, n_in)."""
        out = self.block(x)
        return out + F.adaptive_avg_pool1d(x, out.shape[1])
# ---
# right
# style: pools only where the widths differ
class Residual(nn.Module):
    def __init__(self, block):
        super(Residual, self).__init__()
        self.layers = block

    def forward(self, x):
        identity = x
        y = self.layers(x)
        n_out = y.size(-1)
        if identity.size(-1) != n_out:
            identity = F.adaptive_avg_pool1d(identity, n_out)
        y = y + identity
        return y
# ---
# right
# style: a layer object for the pooling, with an extra channel axis
class Residual(nn.Module):
    def __init__(self, block):
        super().__init__()
        self.block = block

    def forward(self, x):
        fx = self.block(x)
        n, n_out = fx.shape
        pool = nn.AdaptiveAvgPool1d(n_out)
        shortcut = pool(x.unsqueeze(1)).squeeze(1)
        return torch.add(fx, shortcut)
# ---
# right
# style: a helper function, the sum over a stack
def _to_width_of(x, target):
    return F.adaptive_avg_pool1d(x, target.shape[-1])


class Residual(nn.Module):
    def __init__(self, block):
        super().__init__()
        self.add_module("inner", block)

    def forward(self, x):
        through = self.inner(x)
        around = _to_width_of(x, through)
        return torch.stack([through, around]).sum(dim=0)
