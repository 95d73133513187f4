# wrong
# mistake: x is overwritten with what the block makes of it, so that the sum is twice the block's output and the input is lost
# line: x = self.block(x)
# kind: name
# words: overwrit|overwritten|twice|double|original|lost|same variable|replac|reassign|no longer|two times|old x|another name
class Residual(nn.Module):
    def __init__(self, block):
        super().__init__()
        self.block = block

    def forward(self, x):
        x = self.block(x)
        skip = F.adaptive_avg_pool1d(x, x.shape[1])
        return x + skip
# ---
# wrong
# mistake: brings the block's output to the width of x, not x to the width of the output, so that the result is n_in wide
# line: h = F.adaptive_avg_pool1d(h, x.shape[1])
# kind: argument
# words: n_in|width of x|width of the input|input's width|input width|wrong one|the other way|swap|exchange|instead of x|pool x|pools the|output to|n_out
class Residual(nn.Module):
    """A block of layers with a way around it: block(x) + x."""

    def __init__(self, block):
        super().__init__()
        self.block = block

    def forward(self, x):
        """Return (n, n_out) for (n, n_in)."""
        h = self.block(x)
        h = F.adaptive_avg_pool1d(h, x.shape[1])
        return h + x
# ---
# wrong
# mistake: where the widths differ there is no link at all, only the block's output; x was to be brought to the new width
# line: return y
# kind: step
# words: differ|different width|not the same width|unequal|adaptive_avg_pool|pool|no link|without x|only the block|left out|missing|skipped
class Residual(nn.Module):
    def __init__(self, block):
        super().__init__()
        self.block = block

    def forward(self, x):
        y = self.block(x)
        if y.shape == x.shape:
            y_plus_x = y + x
            return y_plus_x
        # can't be added
        return y
# ---
# wrong
# mistake: a layer with weights of its own stands in the link (a projection as in ResNets), but the link learns nothing
# line: self.shortcut = nn.Linear(linears[0].in_features, linears[-1].out_features, bias=False)
# kind: call
# words: learn|weights|parameter|train|projection|adaptive_avg_pool|pool
class Residual(nn.Module):
    def __init__(self, block):
        super().__init__()
        self.block = block
        linears = [m for m in block.modules() if isinstance(m, nn.Linear)]
        self.shortcut = nn.Linear(linears[0].in_features, linears[-1].out_features, bias=False)

    def forward(self, x):
        return self.block(x) + self.shortcut(x)
# ---
# wrong
# mistake: cuts the gradient in the link, because "the link learns nothing": that means it has no weights, but the layers before it must get their update through it
# line: with torch.no_grad():
# kind: place
# words: gradient|no_grad|backward|backprop|graph|layers before|earlier layers|detach|flow
class Residual(nn.Module):
    def __init__(self, block):
        super().__init__()
        self.block = block

    def forward(self, x):
        out = self.block(x)
        # the link itself learns nothing
        with torch.no_grad():
            link = F.adaptive_avg_pool1d(x, out.size(1))
        return out + link
# ---
# wrong
# mistake: leads x around every single layer of the block, the ReLU too, not once around the block as a whole
# line: x = layer(x) + F.adaptive_avg_pool1d(x, layer(x).shape[-1])
# kind: place
# words: each layer|every layer|every single|single layer|per layer|inside the|whole block|as a whole|once|between the layers|after the loop|outside|around the block|in the loop
class Residual(nn.Module):
    def __init__(self, block):
        super().__init__()
        self.layers = block

    def forward(self, x):
        for layer in self.layers:
            x = layer(x) + F.adaptive_avg_pool1d(x, layer(x).shape[-1])
        return x
# ---
# wrong
# mistake: takes the width from the block's first layer; with several layers of weights it is the last that makes the output's width
# line: self.n_out = block[0].out_features
# kind: index
# words: first layer|last layer|several|more than one|[0]|first linear|last linear|final|one layer|out_features|the first
class Residual(nn.Module):
    """A block of layers with a way around it: block(x) + x."""

    def __init__(self, block):
        super().__init__()
        self.block = block
        self.n_out = block[0].out_features

    def forward(self, x):
        """Return (n, n_out) for (n, n_in)."""
        return self.block(x) + F.adaptive_avg_pool1d(x, self.n_out)
# ---
# wrong
# mistake: x is brought to the new width only where it is wider than the output; where it is narrower the sum fails
# line: if n_in > n_out:
# kind: comparison
# words: narrower|smaller|wider|fewer|less than|n_in < n_out|grow|expand|!=|decoder|larger|repeat|only when|bigger|more units
class Residual(nn.Module):
    def __init__(self, block):
        super().__init__()
        self.block = block

    def forward(self, x):
        result = self.block(x)
        n_in = x.shape[1]
        n_out = result.shape[1]
        if n_in > n_out:
            x = F.adaptive_avg_pool1d(x, n_out)
        result = result + x
        return result
# ---
# wrong
# mistake: two: the block is kept in a plain list, so that torch does not find its weights and nobody trains them, and a ReLU stands behind the sum that was not asked for
# line: self.parts = [block, F.adaptive_avg_pool1d]
# line: return F.relu(y + pool(x, y.shape[1]))
# kind: call
# words: list|register|parameters|submodule|modulelist|not trained|optimi|relu|negative|activation|not asked
class Residual(nn.Module):
    def __init__(self, block):
        super().__init__()
        self.parts = [block, F.adaptive_avg_pool1d]

    def forward(self, x):
        f, pool = self.parts
        y = f(x)
        return F.relu(y + pool(x, y.shape[1]))
# ---
# wrong
# mistake: two: shape[0] is the number of images, not the width, and x is taken off where it should be added
# line: n_out = fx.shape[0]
# line: residual = fx - F.adaptive_avg_pool1d(x, n_out)
# kind: index
# words: shape[0]|shape[1]|batch|number of images|number of rows|rows|examples|minus|subtract|plus|added|sign|difference
class Residual(nn.Module):
    def __init__(self, block):
        super().__init__()
        self.block = block

    def forward(self, x):
        fx = self.block(x)
        n_out = fx.shape[0]
        residual = fx - F.adaptive_avg_pool1d(x, n_out)
        return residual
# ---
# right
# style: plain, one step a line
class Residual(nn.Module):
    """A block of layers with a way around it: block(x) + x."""

    def __init__(self, block):
        super().__init__()
        self.block = block

    def forward(self, x):
        """Return (n, n_out) for (n, n_in)."""
        y = self.block(x)
        n_out = y.shape[1]
        around = F.adaptive_avg_pool1d(x, n_out)
        return y + around
# ---
# right
# style: over-clever, everything in one expression
class Residual(nn.Module):
    def __init__(self, block):
        super().__init__()
        self.f = block

    def forward(self, x):
        return (y := self.f(x)).add(F.adaptive_avg_pool1d(x, y.size(-1)))
# ---
# right
# style: clumsy, cases apart, a layer made anew in every pass, a channel axis put in and taken out
class Residual(nn.Module):
    def __init__(self, block):
        super(Residual, self).__init__()
        self.my_block = block

    def change_width(self, x, width):
        pool = nn.AdaptiveAvgPool1d(width)
        x = x.unsqueeze(1)
        x = pool(x)
        x = x.squeeze(1)
        return x

    def forward(self, x):
        out = self.my_block(x)
        if out.shape[1] == x.shape[1]:
            return out + x
        elif out.shape[1] != x.shape[1]:
            x2 = self.change_width(x, out.shape[1])
            return out + x2
# ---
# right
# style: the means of neighbours written by hand, with a loop over the units of the output
def _window(i, n_in, n_out):
    start = i * n_in // n_out
    stop = -(-(i + 1) * n_in // n_out)
    return slice(start, stop)


class Residual(nn.Module):
    def __init__(self, block):
        super().__init__()
        self.add_module("block", block)

    def forward(self, x):
        out = self.block(x)
        n_in, n_out = x.shape[1], out.shape[1]
        columns = [x[:, _window(i, n_in, n_out)].mean(dim=1) for i in range(n_out)]
        return out + torch.stack(columns, dim=1)
