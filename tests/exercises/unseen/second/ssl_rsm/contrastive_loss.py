# wrong
# mistake: the view itself stays in the denominator: nothing takes the diagonal out, and its cosine of 1 is the largest of all
# line: logits = similarity_matrix(views) / temperature
# kind: step
# words: itself|diagonal|self|mask|own|-inf|k != i|leave out|left out|excluded
def contrastive_loss(first, second, temperature=0.5):
    n = len(first)
    views = torch.cat([first, second])
    logits = similarity_matrix(views) / temperature
    targets = torch.cat([torch.arange(n, 2 * n), torch.arange(n)])
    return F.cross_entropy(logits, targets)
# ---
# wrong
# mistake: sets the diagonal of the logits to 0 in order to leave the view out, but exp(0) = 1 still counts in the denominator
# line: s.fill_diagonal_(0.0)
# kind: number
# words: exp(0)|-inf|infin|1 in|still counts|diagonal|itself|zero|0 is|logit
def contrastive_loss(first, second, temperature=0.5):
    N = first.shape[0]
    z = torch.cat((first, second), dim=0)
    s = similarity_matrix(z) / temperature
    # a view must not be compared with itself
    s.fill_diagonal_(0.0)
    positive = torch.cat((s.diagonal(N), s.diagonal(-N)))
    return (torch.logsumexp(s, dim=1) - positive).mean()
# ---
# wrong
# mistake: the denominator has only the negatives; the positive is masked out as well, though the sum runs over it
# line: negatives_only = (~same_image).float()
# kind: concept
# words: positive|denominator|only the negatives|below|only the view itself|include|missing|fraction
def contrastive_loss(first, second, temperature=0.5):
    """SimCLR loss."""
    n = first.size(0)
    who = torch.arange(n).repeat(2)
    same_image = who[:, None] == who[None, :]
    negatives_only = (~same_image).float()

    similarity = similarity_matrix(torch.cat([first, second], 0))
    exps = torch.exp(similarity / temperature)
    bottom = (exps * negatives_only).sum(dim=1)
    partner = (torch.arange(2 * n) + n) % (2 * n)
    top = exps[torch.arange(2 * n), partner]
    return -torch.log(top / bottom).mean()
# ---
# wrong
# mistake: multiplies the cosines by the temperature in place of dividing by it
# line: scores = (unit @ unit.T) * temperature
# kind: operator
# words: divid|multipl|division|/|over|by the temperature|times|quotient
def contrastive_loss(first, second, temperature=0.5):
    unit = F.normalize(torch.vstack([first, second]), dim=1)
    scores = (unit @ unit.T) * temperature
    eye = torch.eye(len(unit), dtype=torch.bool)
    scores = scores.masked_fill(eye, float("-inf"))
    partner = torch.arange(len(unit)).roll(len(first))
    return nn.CrossEntropyLoss()(scores, partner)
# ---
# wrong
# mistake: interleaves the views (image 0 twice, then image 1 twice ...), while the targets expect the partner n rows away
# line: stacked = torch.stack([first, second], dim=1).flatten(0, 1)
# kind: call
# words: interleav|stack|cat|order|neighbour|next|partner|n rows|target|below|alternat
def contrastive_loss(first, second, temperature=0.5):
    n = len(first)
    stacked = torch.stack([first, second], dim=1).flatten(0, 1)
    sim = similarity_matrix(stacked) / temperature
    sim = sim - torch.diag(torch.full((2 * n,), math.inf))
    target = [i + n if i < n else i - n for i in range(2 * n)]
    return F.cross_entropy(sim, torch.tensor(target))
# ---
# wrong
# mistake: averages over the rows of the first view only, as if by symmetry the second view's rows gave the same
# line: for i in range(n):
# kind: index
# words: 2n|2 * n|both|second|half|all rows|only the first|range|symmetr|other view
def contrastive_loss(first, second, temperature=0.5):
    n = len(first)
    cosines = similarity_matrix(torch.cat([first, second]))
    terms = []
    for i in range(n):
        others = [k for k in range(2 * n) if k != i]
        denominator = torch.logsumexp(cosines[i, others] / temperature, dim=0)
        terms.append(denominator - cosines[i, i + n] / temperature)
    return torch.stack(terms).mean()
# ---
# wrong
# mistake: takes dot products of features that were never scaled to length 1 for cosines
# line: dots = both.mm(both.t()).div(temperature)
# kind: step
# words: cosine|normali|length|scale|unit|similarity_matrix|dot product|norm
def contrastive_loss(first, second, temperature=0.5):
    both = torch.cat([first, second])
    dots = both.mm(both.t()).div(temperature)
    m = both.shape[0]
    dots[range(m), range(m)] = -torch.inf
    log_p = dots.log_softmax(dim=1)
    picked = log_p[range(m), [(i + m // 2) % m for i in range(m)]]
    return picked.mean().neg()
# ---
# wrong
# mistake: the temperature is written as 0.5 in the code, so the argument has no effect
# line: tau = 0.5
# kind: number
# words: argument|temperature|hard|fixed|constant|ignored|parameter|no effect|always 0.5
def contrastive_loss(first, second, temperature=0.5):
    tau = 0.5
    n = first.shape[0]
    s = similarity_matrix(torch.cat([first, second]))
    off_diagonal = ~torch.eye(2 * n, dtype=torch.bool)
    rest = s[off_diagonal].view(2 * n, 2 * n - 1)
    pos = torch.cat([s[:n, n:].diag(), s[n:, :n].diag()])
    return torch.mean(torch.logsumexp(rest / tau, 1) - pos / tau)
# ---
# wrong
# mistake: item() makes a plain number of the loss, which has no gradient, so nothing could be trained with it
# line: return loss.item()
# kind: return
# words: gradient|item|tensor|number|float|backward|graph|train
def contrastive_loss(first, second, temperature=0.5):
    n, _ = first.shape
    all_views = torch.cat([first, second], dim=0)
    logits = similarity_matrix(all_views) / temperature
    logits = logits + torch.diag(torch.full((2 * n,), float("-inf")))
    j = torch.remainder(torch.arange(2 * n) + n, 2 * n)
    loss = F.cross_entropy(logits, j)
    return loss.item()
# ---
# wrong
# mistake: averages the probabilities first and takes the logarithm of the mean, though the mean of the logarithms is asked for
# line: return -torch.log(right.mean())
# kind: order
# words: mean of the log|log of the mean|before|after|order|average|first|each row|logarithm
def contrastive_loss(first, second, temperature=0.5):
    def softmax_without_self(matrix):
        diagonal = torch.eye(len(matrix), dtype=torch.bool)
        return torch.softmax(matrix.masked_fill(diagonal, -math.inf), dim=1)

    n = len(first)
    p = softmax_without_self(
        similarity_matrix(torch.cat([first, second])) / temperature
    )
    right = torch.cat([p[:n, n:].diagonal(), p[n:, :n].diagonal()])
    return -torch.log(right.mean())
# ---
# wrong
# mistake: two mistakes: compares only first with second views, so the other images' views of the same side are no negatives, and forgets the temperature
# line: logits = F.normalize(first, dim=1) @ F.normalize(second, dim=1).T
# kind: concept
# words: 2n|2 * n|same side|both|negatives|all other views|stack|temperature|divid|cat|within
def contrastive_loss(first, second, temperature=0.5):
    logits = F.normalize(first, dim=1) @ F.normalize(second, dim=1).T
    answer = torch.arange(len(first))
    forward = F.cross_entropy(logits, answer)
    backward = F.cross_entropy(logits.T, answer)
    return (forward + backward) / 2
# ---
# wrong
# mistake: two mistakes: the minus before the logarithm is missing, and the sum over the rows is not divided by 2N
# line: loss = loss + torch.log(numerator / denominator)
# line: return loss
# kind: operator
# words: minus|sign|negative|-log|mean|average|divid|2n|2 * n|sum
def contrastive_loss(first, second, temperature=0.5):
    e = torch.exp(similarity_matrix(torch.cat([first, second])) / temperature)
    n = len(first)
    loss = 0
    for i in range(2 * n):
        j = i + n if i < n else i - n
        numerator = e[i, j]
        denominator = e[i].sum() - e[i, i]
        loss = loss + torch.log(numerator / denominator)
    return loss
# ---
# right
def contrastive_loss(first, second, temperature=0.5):
    n = len(first)
    logits = similarity_matrix(torch.cat([first, second])) / temperature
    logits = logits.masked_fill(torch.eye(2 * n, dtype=torch.bool), -math.inf)
    return F.cross_entropy(logits, torch.arange(2 * n).roll(n))
# ---
# right
def contrastive_loss(first, second, temperature=0.5):
    """Row by row, as equation (3) says."""
    n = len(first)
    s = similarity_matrix(torch.cat([first, second])) / temperature
    total = 0.0
    for i in range(2 * n):
        partner = i + n if i < n else i - n
        others = torch.cat([s[i, :i], s[i, i + 1 :]])
        total = total + torch.logsumexp(others, dim=0) - s[i, partner]
    return total / (2 * n)
# ---
# right
def contrastive_loss(first, second, temperature=0.5):
    a, b = F.normalize(first, dim=1), F.normalize(second, dim=1)
    ab = a @ b.T / temperature
    hide = torch.diag(torch.full((len(a),), torch.inf))
    aa = a @ a.T / temperature - hide
    bb = b @ b.T / temperature - hide
    below_a = torch.logsumexp(torch.cat([ab, aa], dim=1), dim=1)
    below_b = torch.logsumexp(torch.cat([ab.T, bb], dim=1), dim=1)
    return ((below_a + below_b) / 2 - ab.diagonal()).mean()
# ---
# right
def contrastive_loss(first, second, temperature=0.5):
    # image 0 twice, then image 1 twice, ...: the partner of 2i is 2i + 1
    views = torch.stack([first, second], dim=1).reshape(-1, first.shape[1])
    m = len(views)
    cosines = F.cosine_similarity(views[:, None], views[None], dim=2)
    keep = ~torch.eye(m, dtype=bool)
    rest = cosines[keep].reshape(m, m - 1) / temperature
    partner = torch.arange(m) ^ 1
    positive = cosines.gather(1, partner[:, None]).squeeze(1) / temperature
    return -(positive - rest.logsumexp(dim=1)).mean()
