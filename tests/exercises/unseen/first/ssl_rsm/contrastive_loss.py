# wrong
# mistake: leaves the view itself among the answers: the diagonal is not taken out
# line: logits = similarity_matrix(z) / temperature
# kind: step
# words: itself|diagonal|self
def contrastive_loss(first, second, temperature=0.5):
    n = len(first)
    z = torch.cat([first, second])
    logits = similarity_matrix(z) / temperature
    targets = torch.cat([torch.arange(n) + n, torch.arange(n)])
    return F.cross_entropy(logits, targets)
# ---
# wrong
# mistake: sets the diagonal to 0 and not to minus infinity, so exp(0) = 1 still counts below
# line: s.fill_diagonal_(0)
# kind: number
# words: infin|inf|exp(0)|e^0
def contrastive_loss(first, second, temperature=0.5):
    n = first.shape[0]
    s = similarity_matrix(torch.cat((first, second))) / temperature
    s = s.clone()
    s.fill_diagonal_(0)
    positive = (torch.arange(2 * n) + n) % (2 * n)
    return F.cross_entropy(s, positive)
# ---
# wrong
# mistake: multiplies by the temperature instead of dividing by it
# line: sim = similarity_matrix(torch.cat([first, second], dim=0)) * temperature
# kind: operator
# words: divid|multipl
def contrastive_loss(first, second, temperature=0.5):
    sim = similarity_matrix(torch.cat([first, second], dim=0)) * temperature
    n = len(first)
    sim = sim.masked_fill(torch.eye(2 * n, dtype=torch.bool), float("-inf"))
    target = torch.arange(2 * n).roll(n)
    return F.cross_entropy(sim, target)
# ---
# wrong
# mistake: uses dot products of the raw features, which are not scaled to length 1, for cosines
# line: logits = features @ features.T / temperature
# kind: call
# words: cosine|length|normal|similarity_matrix|scale
def contrastive_loss(first, second, temperature=0.5):
    features = torch.cat([first, second])
    logits = features @ features.T / temperature
    n = first.size(0)
    mask = torch.eye(2 * n, dtype=torch.bool)
    logits = logits.masked_fill(mask, -1e9)
    labels = torch.cat([torch.arange(n, 2 * n), torch.arange(0, n)])
    return F.cross_entropy(logits, labels)
# ---
# wrong
# mistake: pairs each view with its neighbour, as if the two views of an image lay side by side
# line: partner = torch.arange(2 * n) ^ 1
# kind: concept
# words: neighbour|neighbor|partner|positive|n further|side by side
def contrastive_loss(first, second, temperature=0.5):
    n = len(first)
    s = similarity_matrix(torch.cat([first, second])) / temperature
    s = s.masked_fill(torch.eye(2 * n, dtype=torch.bool), -torch.inf)
    # 0-1, 2-3, 4-5 ...
    partner = torch.arange(2 * n) ^ 1
    return F.cross_entropy(s, partner)
# ---
# wrong
# mistake: averages over the first n views only and leaves out the other half
# line: return losses[:n].mean()
# kind: index
# words: half|2n|all views|all rows|second|[:n]
def contrastive_loss(first, second, temperature=0.5):
    n = len(first)
    scores = similarity_matrix(torch.vstack([first, second])) / temperature
    scores = scores.masked_fill(torch.eye(2 * n).bool(), float("-inf"))
    index = torch.arange(2 * n)
    losses = scores.logsumexp(dim=1) - scores[index, (index + n) % (2 * n)]
    return losses[:n].mean()
# ---
# wrong
# mistake: compares first with second only, as in CLIP, so views within the same half are no negatives
# line: logits = a @ b.T / temperature
# kind: concept
# words: 2n|stack|same half|negative|within
def contrastive_loss(first, second, temperature=0.5):
    a = F.normalize(first, dim=1)
    b = F.normalize(second, dim=1)
    logits = a @ b.T / temperature
    target = torch.arange(len(a))
    return (F.cross_entropy(logits, target) + F.cross_entropy(logits.T, target)) / 2
# ---
# wrong
# mistake: the positive is missing below the fraction line
# line: below = (e * negative).sum(dim=1)
# kind: concept
# words: positive|denominator
def contrastive_loss(first, second, temperature=0.5):
    n = len(first)
    e = torch.exp(similarity_matrix(torch.cat([first, second])) / temperature)
    eye = torch.eye(n)
    negative = 1 - eye.repeat(2, 2)  # neither itself nor the partner
    above = torch.cat([e[:n, n:].diagonal(), e[n:, :n].diagonal()])
    below = (e * negative).sum(dim=1)
    return -(above / below).log().mean()
# ---
# wrong
# mistake: adds the losses of all views up and does not average
# line: return F.cross_entropy(logits, answers, reduction="sum")
# kind: argument
# words: mean|average|sum|2n
def contrastive_loss(first, second, temperature=0.5):
    n_images = len(first)
    logits = similarity_matrix(torch.concat([first, second])) / temperature
    logits = logits - torch.diag(torch.full((2 * n_images,), torch.inf))
    answers = torch.arange(2 * n_images).roll(-n_images)
    return F.cross_entropy(logits, answers, reduction="sum")
# ---
# wrong
# mistake: the minus before the logarithm is missing, so a good encoder is punished
# line: total = total + torch.log(torch.exp(s[i, j]) / denominator)
# kind: operator
# words: sign|minus|negative
def contrastive_loss(first, second, temperature=0.5):
    n = len(first)
    s = similarity_matrix(torch.cat([first, second])) / temperature
    total = 0.0
    for i in range(2 * n):
        j = i + n if i < n else i - n
        denominator = 0.0
        for k in range(2 * n):
            if k != i:
                denominator = denominator + torch.exp(s[i, k])
        total = total + torch.log(torch.exp(s[i, j]) / denominator)
    return total / (2 * n)
# ---
# wrong
# mistake: ignores the argument temperature and always takes 0.5
# line: logits = sims / 0.5
# kind: name
# words: temperature|0.5|argument
def contrastive_loss(first, second, temperature=0.5):
    both = torch.cat([first, second])
    sims = F.cosine_similarity(both[:, None], both[None, :], dim=2)
    logits = sims / 0.5
    m = len(both)
    off = ~torch.eye(m, dtype=torch.bool)
    logits = logits.masked_fill(~off, float("-inf"))
    return F.cross_entropy(logits, torch.arange(m).roll(m // 2))
# ---
# wrong
# mistake: only pulls the two views together; there are no negatives, so the collapse costs nothing
# line: return (1 - positive).mean() / temperature
# kind: concept
# words: negative|other images|collapse|apart|denominator
def contrastive_loss(first, second, temperature=0.5):
    positive = F.cosine_similarity(first, second, dim=1)
    return (1 - positive).mean() / temperature
# ---
# wrong
# mistake: stacks the views side by side, so features are joined and not images
# line: z = torch.cat([first, second], dim=1)
# kind: argument
# words: dim|row|side by side|stack|below
def contrastive_loss(first, second, temperature=0.5):
    n = len(first)
    z = torch.cat([first, second], dim=1)
    sim = similarity_matrix(z) / temperature
    sim = sim.masked_fill(torch.eye(len(sim)).bool(), -torch.inf)
    positives = (torch.arange(len(sim)) + n // 2) % n
    return F.cross_entropy(sim, positives)
# ---
# wrong
# mistake: averages the probabilities before it takes the logarithm
# line: return -torch.log(p.mean())
# kind: order
# words: mean|average|before|log
def contrastive_loss(first, second, temperature=0.5):
    n = len(first)
    s = similarity_matrix(torch.cat([first, second])) / temperature
    e = s.exp()
    e = e - torch.diag(e.diagonal())
    i = torch.arange(2 * n)
    p = e[i, (i + n) % (2 * n)] / e.sum(dim=1)
    return -torch.log(p.mean())
# ---
# wrong
# mistake: divides only the positive by the temperature, not the similarities below the fraction line
# line: return (torch.logsumexp(s, dim=1) - positives / temperature).mean()
# kind: concept
# words: denominator|below|negative|every similarity|all similarities|all cosines
def contrastive_loss(first, second, temperature=0.5):
    n = first.shape[0]
    s = similarity_matrix(torch.cat([first, second]))
    positives = torch.cat([s.diagonal(n), s.diagonal(-n)])
    s = s.masked_fill(torch.eye(2 * n, dtype=torch.bool), -torch.inf)
    return (torch.logsumexp(s, dim=1) - positives / temperature).mean()
# ---
# wrong
# mistake: the targets are shifted by n + 1, so the right answer is a view of the next image, and the diagonal stays in
# line: target = (torch.arange(2 * n) + n + 1) % (2 * n)
# line: scores = similarity_matrix(torch.cat([first, second])).div(temperature)
# kind: number
# words: + n|shift|target|positive|diagonal|itself
def contrastive_loss(first, second, temperature=0.5):
    n = len(first)
    scores = similarity_matrix(torch.cat([first, second])).div(temperature)
    target = (torch.arange(2 * n) + n + 1) % (2 * n)
    log_p = scores.log_softmax(dim=1)
    return F.nll_loss(log_p, target)
# ---
# right
# style: diagonal removed by a Boolean mask, targets moved accordingly
def contrastive_loss(first, second, temperature=0.5):
    n = len(first)
    s = similarity_matrix(torch.cat([first, second])) / temperature
    others = ~torch.eye(2 * n, dtype=torch.bool)
    s = s[others].view(2 * n, 2 * n - 1)
    # without the diagonal, what stood right of it moves one to the left
    target = torch.cat([torch.arange(n) + n - 1, torch.arange(n)])
    return F.cross_entropy(s, target)
# ---
# right
# style: four blocks, no stacking
def contrastive_loss(first, second, temperature=0.5):
    a, b = F.normalize(first, dim=1), F.normalize(second, dim=1)
    aa, bb, ab = a @ a.T / temperature, b @ b.T / temperature, a @ b.T / temperature
    itself = torch.eye(len(a), dtype=torch.bool)
    from_a = torch.cat([ab, aa.masked_fill(itself, -torch.inf)], dim=1)
    from_b = torch.cat([ab.T, bb.masked_fill(itself, -torch.inf)], dim=1)
    target = torch.arange(len(a))
    return 0.5 * (F.cross_entropy(from_a, target) + F.cross_entropy(from_b, target))
# ---
# right
# style: equation (3) with exp and sums
def contrastive_loss(first, second, temperature=0.5):
    n = first.shape[0]
    e = torch.exp(similarity_matrix(torch.cat([first, second])) / temperature)
    denominator = e.sum(dim=1) - e.diagonal()
    numerator = torch.cat([e.diagonal(n), e.diagonal(-n)])
    return torch.mean(-torch.log(numerator / denominator))
# ---
# right
# style: views interleaved, neighbour is the positive
def contrastive_loss(first, second, temperature=0.5):
    z = torch.stack([first, second], dim=1).flatten(0, 1)  # 0a 0b 1a 1b ...
    logits = similarity_matrix(z) / temperature
    rows = torch.arange(len(z))
    logits = logits.index_put((rows, rows), torch.tensor(-torch.inf, dtype=logits.dtype))
    return F.cross_entropy(logits, rows ^ 1)
# ---
# right
# style: loop over the views
def contrastive_loss(first, second, temperature=0.5):
    views = torch.cat([first, second])
    n = len(first)
    losses = []
    for i, view in enumerate(views):
        keep = [k for k in range(2 * n) if k != i]
        s = F.cosine_similarity(view[None], views[keep], dim=1) / temperature
        answer = keep.index((i + n) % (2 * n))
        losses.append(s.logsumexp(0) - s[answer])
    return torch.stack(losses).mean()
