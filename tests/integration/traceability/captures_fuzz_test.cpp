// Documents that were changed at random: whatever comes, the answer is no 5xx, and what is refused leaves nothing.
#include <random>

#include "services/traceability/epcis/node.hpp"
#include "tests/fixture/seed.hpp"
#include "tests/integration/traceability/capture_world.hpp"

namespace shanhai::traceability {
namespace {

using epcis::Node;

constexpr int kRounds = 250;

class CapturesFuzz : public CaptureWorld {
 protected:
  std::size_t below(std::size_t count) { return std::uniform_int_distribution<std::size_t>(0, count - 1)(engine); }

  // Every node of a document, with a chance to change it.
  static void collect(Node& node, std::vector<Node*>& out) {
    out.push_back(&node);
    for (auto& member : node.members) collect(member.value, out);
    for (auto& element : node.elements) collect(element, out);
  }

  Node some_value() {
    static const std::string texts[] = {"",
                                        "urn:x:1",
                                        "packing",
                                        "\xE8\x8C\xB6",
                                        "2026-02-30T00:00:00Z",
                                        "+08:00",
                                        "9999-12-31T23:59:59.999999999+00:00",
                                        "1970-01-01T00:00:00Z",
                                        std::string(3000, 'a'),
                                        "https://a.example/01/00000000000000/10/%00",
                                        "\x01",
                                        "' OR 1=1 --",
                                        std::string(1, '\0'),
                                        "urn:epc:id:sgtin:.."};
    switch (below(7)) {
      case 0:
        return Node();
      case 1:
        return Node::number(below(2) ? "-0.0e+400" : "99999999999999999999999999999999");
      case 2:
        return Node::object({});
      case 3:
        return Node::array({});
      case 4:
        return Node::array({Node::of("urn:x:1"), Node::of("urn:x:1")});
      default:
        return Node::of(texts[below(std::size(texts))]);
    }
  }

  void change(Node& document) {
    std::vector<Node*> nodes;
    collect(document, nodes);
    Node& node = *nodes[below(nodes.size())];
    switch (below(6)) {
      case 0:
        node = some_value();
        return;
      case 1:
        if (!node.members.empty())
          node.members.erase(node.members.begin() + static_cast<std::ptrdiff_t>(below(node.members.size())));
        return;
      case 2:
        if (node.is(Node::Kind::object)) node.set(below(2) ? "farm:x" : "", some_value());
        return;
      case 3:
        if (!node.elements.empty()) node.elements.push_back(node.elements[below(node.elements.size())]);
        return;
      case 4:
        if (node.is(Node::Kind::string) && !node.text.empty()) node.text.erase(below(node.text.size()), 1);
        return;
      default:
        if (!node.members.empty()) node.members[below(node.members.size())].name += below(2) ? "x" : ":x";
    }
  }

  // Valid JSON, broken bytes, or cut off.
  std::string text_of(const Node& document) {
    auto text = epcis::canonical_text(document);
    switch (below(8)) {
      case 0:
        text.resize(below(text.size()));
        return text;
      case 1:
        text[below(text.size())] = static_cast<char>(below(256));
        return text;
      default:
        return text;
    }
  }

  std::mt19937_64 engine{fixture::seed()};
};

constexpr auto kRich =
    R"(,"disposition":"active","farm:plot":{"farm:a":[1,"2"]},
  "readPoint":{"id":"urn:epc:id:sgln:4012345.00001.0"},"bizTransactionList":[{"type":"po","bizTransaction":"urn:x:1"}],
  "sensorElementList":[{"sensorMetadata":{"time":"2026-11-23T08:00:00Z"},"sensorReport":[{"type":"Temperature","value":4.0}]}],
  "errorDeclaration":{"declarationTime":"2026-11-24T00:00:00Z","reason":"incorrect_data"},"persistentDisposition":{"set":["damaged"]})";

std::string rich(int round) { return ",\"eventID\":\"urn:sample:" + std::to_string(round) + "\"" + kRich; }

TEST_F(CapturesFuzz, NothingBreaksItAndNothingIsStoredByHalf) {
  int taken = 0, refused = 0;
  for (int round = 0; round < kRounds; ++round) {
    const auto text = document({event(3 * round, rich(round)), event(3 * round + 1)});
    auto changed = epcis::parse_node(text).value();
    for (auto changes = below(4) + 1; changes > 0; --changes) change(changed);
    const auto sent = text_of(changed);
    const auto behaviour = below(2) ? "rollback" : "proceed";
    const auto before = captured();
    const auto answer = post("/capture", sent, {{"GS1-Capture-Error-Behaviour", behaviour}});
    ASSERT_LT(answer.status, 500) << sent;
    if (answer.status != 202) {
      ASSERT_TRUE(answer.status == 400 || answer.status == 413) << answer.status << " " << sent;
      ++refused;
      ASSERT_EQ(captured(), before) << sent;
      continue;
    }
    ++taken;
    const auto job = finished(answer);
    ASSERT_EQ(job.at("running"), false) << sent;
    const bool whole = job.at("success").as_bool();
    if (!whole && behaviour == std::string("rollback")) ASSERT_EQ(captured(), before) << sent;
  }
  EXPECT_GT(taken, kRounds / 20);
  EXPECT_GT(refused, kRounds / 20);
  EXPECT_EQ(count("SELECT COUNT(*) FROM capture_job WHERE finished_at IS NULL"), 0);
  EXPECT_EQ(count("SELECT COUNT(*) FROM capture_job WHERE errors LIKE '%Implementation%'"), 0);
  EXPECT_EQ(audit_differences(), "");
}

TEST_F(CapturesFuzz, NothingBreaksTheCaptureOfOneEvent) {
  int stored = 0, refused = 0;
  for (int round = 0; round < kRounds; ++round) {
    auto changed = epcis::parse_node(event(round, rich(round))).value();
    changed.set("@context", Node::object({{"farm", Node::of("https://farm.example/ns/")}}));
    for (auto changes = below(3) + 1; changes > 0; --changes) change(changed);
    const auto sent = text_of(changed);
    const auto before = captured();
    const auto answer = post("/events", sent);
    ASSERT_TRUE(answer.status == 201 || answer.status == 400 || answer.status == 409) << answer.status << " " << sent;
    const bool is_stored = answer.status == 201;
    ++(is_stored ? stored : refused);
    ASSERT_EQ(captured(), before + (is_stored ? 1 : 0)) << sent;
  }
  EXPECT_GT(stored, kRounds / 20);
  EXPECT_GT(refused, kRounds / 20);
  EXPECT_EQ(audit_differences(), "");
}

}  // namespace
}  // namespace shanhai::traceability
