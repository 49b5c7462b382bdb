// QR codes at the end of a pipe: each line of standard input is a GTIN of 14 digits, a space and a lot number; each
// line of standard output its code: {"link": what the code should hold, "png": base64, "svg": ..., "modules": a
// side's}.
#include <iostream>

#include "common/base/encoding.hpp"
#include "services/traceability/epcis/names.hpp"
#include "services/traceability/trace/qr.hpp"

int main() {
  using namespace shanhai;
  const traceability::epcis::Names names("https://shanhai.example");
  for (std::string line; std::getline(std::cin, line);) {
    const auto link = names.packed_lot(line.substr(0, 14), line.substr(15));
    const traceability::QrCode code(link);
    const json::Object out{
        {"link", link}, {"png", to_base64(code.png())}, {"svg", code.svg()}, {"modules", code.modules()}};
    std::cout << json::to_text(out) << std::endl;
  }
}
