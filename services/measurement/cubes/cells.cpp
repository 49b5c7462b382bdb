#include "services/measurement/cubes/cells.hpp"

#include <algorithm>
#include <numeric>

namespace shanhai::measurement {
namespace {

constexpr std::size_t kPieceBytes = 512 * 1024;

// Seven bits a byte, the sign in the lowest: small amounts of either sign are short.
void append_varint(std::string& out, std::int64_t value) {
  auto rest = (static_cast<std::uint64_t>(value) << 1) ^ static_cast<std::uint64_t>(value >> 63);
  while (rest >= 0x80) {
    out += static_cast<char>((rest & 0x7f) | 0x80);
    rest >>= 7;
  }
  out += static_cast<char>(rest);
}

std::int64_t read_varint(const char*& at, const char* end) {
  std::uint64_t out = 0;
  for (int shift = 0; at < end && shift < 64; shift += 7) {
    const auto byte = static_cast<unsigned char>(*at++);
    out |= std::uint64_t(byte & 0x7f) << shift;
    if (byte < 0x80) return static_cast<std::int64_t>((out >> 1) ^ (~(out & 1) + 1));
  }
  throw std::runtime_error("packed sums end within a number");
}

}  // namespace

void CellSums::operator+=(const CellSums& other) {
  gross += other.gross;
  refunded += other.refunded;
  refunded_by_sale += other.refunded_by_sale;
  lines += other.lines;
  refunds += other.refunds;
  quantity += other.quantity;
}

void append_sums(std::string& out, const CellSums& sums) {
  for (const auto value : {sums.gross, sums.refunded, sums.refunded_by_sale, sums.lines, sums.refunds, sums.quantity})
    append_varint(out, value);
}

CellSums read_sums(const char*& at, const char* end) {
  CellSums out;
  for (auto* value : {&out.gross, &out.refunded, &out.refunded_by_sale, &out.lines, &out.refunds, &out.quantity})
    *value = read_varint(at, end);
  return out;
}

void Cells::add_packed(std::string_view packed) {
  for_each_cell(packed, width_, [&](const char* key, const CellSums& sums) { add({key, width_}, sums); });
}

std::vector<std::string> Cells::pack() {
  std::vector<std::uint32_t> order(sums_.size());
  std::iota(order.begin(), order.end(), 0);
  std::sort(order.begin(), order.end(), [this](auto a, auto b) { return key(a) < key(b); });
  std::vector<std::string> out;
  std::string_view before;
  for (std::size_t i = 0; i < order.size();) {
    const auto first = key(order[i]);
    CellSums sum;
    for (; i < order.size() && key(order[i]) == first; ++i) sum += sums_[order[i]];
    if (sum == CellSums()) continue;
    if (out.empty() || out.back().size() >= kPieceBytes) {
      out.emplace_back();
      before = {};
    }
    const auto same = std::mismatch(before.begin(), before.end(), first.begin()).first - before.begin();
    out.back() += static_cast<char>(same);
    out.back() += first.substr(static_cast<std::size_t>(same));
    before = first;
    append_sums(out.back(), sum);
  }
  keys_.clear();
  sums_.clear();
  return out;
}

}  // namespace shanhai::measurement
