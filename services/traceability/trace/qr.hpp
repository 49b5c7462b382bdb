// QR codes (ISO/IEC 18004, error correction M, quiet zone of 4 modules) in three renderings.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace shanhai::traceability {

class QrCode {
 public:
  // std::invalid_argument: empty, or longer than a QR code holds.
  explicit QrCode(std::string_view text);

  int modules() const { return modules_; }  // a side, with quiet zone
  bool is_dark(int x, int y) const { return dark_[static_cast<std::size_t>(y * modules_ + x)]; }

  std::string png(int pixels_per_module = 8) const;  // 1 bit, black on white
  std::string svg() const;                           // scales; names no size of its own
  // Half blocks, two rows of modules a line, for terminals that are dark: what is light is drawn.
  std::string half_blocks() const;

 private:
  int modules_ = 0;
  std::vector<bool> dark_;
};

}  // namespace shanhai::traceability
