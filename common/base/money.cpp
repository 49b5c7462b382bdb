#include "common/base/money.hpp"

#include <algorithm>
#include <numeric>

namespace shanhai {

std::vector<Money> allocate(Money total, const std::vector<std::int64_t>& weights) {
  using Wide = __int128;
  Wide sum = 0;
  for (const auto weight : weights) {
    if (weight < 0) throw std::invalid_argument("allocate: negative weight");
    sum += weight;
  }
  if (sum == 0 || total.fen() < 0) throw std::invalid_argument("allocate: nothing to share by");
  std::vector<Money> parts(weights.size());
  std::vector<Wide> remainders(weights.size());
  std::int64_t given = 0;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    const Wide share = Wide(total.fen()) * weights[i];
    parts[i] = Money(static_cast<std::int64_t>(share / sum));
    remainders[i] = share % sum;
    given += parts[i].fen();
  }
  std::vector<std::size_t> order(weights.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return remainders[a] > remainders[b]; });
  for (std::size_t i = 0; given < total.fen(); ++i, ++given) parts[order[i]] += Money(1);
  return parts;
}

}  // namespace shanhai
