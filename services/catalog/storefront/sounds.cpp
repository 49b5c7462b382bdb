#include "services/catalog/storefront/sounds.hpp"

#include <unicode/translit.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <array>
#include <bit>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <stdexcept>
#include <unordered_map>

namespace shanhai::catalog {
namespace {

constexpr std::size_t kSpeltMax = 36;  // letters of one run, six syllables at least
constexpr unsigned kLetterBits = 5;

// Syllables of Standard Chinese that ideographs in use are read as; the vowel of nü and lü is typed v.
constexpr std::string_view kSyllables =
    " a ai an ang ao ba bai ban bang bao bei ben beng bi bian biao bie bin bing bo bu ca cai can cang cao ce cen ceng "
    "cha chai chan chang chao che chen cheng chi chong chou chu chua chuai chuan chuang chui chun chuo ci cong cou cu "
    "cuan cui cun cuo da dai dan dang dao de dei den deng di dian diao die ding diu dong dou du duan dui dun duo e ei "
    "en eng er fa fan fang fei fen feng fo fou fu ga gai gan gang gao ge gei gen geng gong gou gu gua guai guan guang "
    "gui gun guo ha hai han hang hao he hei hen heng hong hou hu hua huai huan huang hui hun huo ji jia jian jiang "
    "jiao jie jin jing jiong jiu ju juan jue jun ka kai kan kang kao ke kei ken keng kong kou ku kua kuai kuan kuang "
    "kui kun kuo la lai lan lang lao le lei leng li lia lian liang liao lie lin ling liu lo long lou lu luan lun luo "
    "lv lve ma mai man mang mao me mei men meng mi mian miao mie min ming miu mo mou mu na nai nan nang nao ne nei "
    "nen neng ni nian niang niao nie nin ning niu nong nou nu nuan nun nuo nv nve o ou pa pai pan pang pao pei pen "
    "peng pi pian piao pie pin ping po pou pu qi qia qian qiang qiao qie qin qing qiong qiu qu quan que qun ran rang "
    "rao re ren reng ri rong rou ru ruan rui run ruo sa sai san sang sao se sen seng sha shai shan shang shao she "
    "shei shen sheng shi shou shu shua shuai shuan shuang shui shun shuo si song sou su suan sui sun suo ta tai tan "
    "tang tao te teng ti tian tiao tie ting tong tou tu tuan tui tun tuo wa wai wan wang wei wen weng wo wu xi xia "
    "xian xiang xiao xie xin xing xiong xiu xu xuan xue xun ya yan yang yao ye yi yin ying yo yong you yu yuan yue "
    "yun za zai zan zang zao ze zei zen zeng zha zhai zhan zhang zhao zhe zhen zheng zhi zhong zhou zhu zhua zhuai "
    "zhuan zhuang zhui zhun zhuo zi zong zou zu zuan zui zun zuo ";

// Readings besides ICU's, of characters in names of goods, places and people of the region. (Their readings are common
// knowledge; the choice is ours.)
struct OtherReading {
  char32_t character;
  std::string_view reading;
};
constexpr std::array<OtherReading, 17> kOthers = {{
    {U'藏', "zang"},
    {U'重', "chong"},
    {U'都', "du"},
    {U'朴', "po"},
    {U'长', "chang"},
    {U'乐', "yue"},
    {U'行', "hang"},
    {U'调', "tiao"},
    {U'单', "shan"},
    {U'干', "gan"},
    {U'黄', "huang"},
    {U'仔', "zai"},
    {U'核', "hu"},
    {U'薄', "bo"},
    {U'柏', "bo"},
    {U'曲', "qu"},
    {U'色', "shai"},
}};

bool is_syllable(std::string_view letters) {
  const std::string bounded = " " + std::string(letters) + " ";
  return kSyllables.find(bounded) != kSyllables.npos;
}

Syllable pack(std::string_view letters) {
  Syllable out = 0;
  for (const char c : letters) out = out << kLetterBits | static_cast<Syllable>(c - 'a' + 1);
  return out;
}

// Without the marks of tones; ü becomes v.
std::string ask_icu(char32_t ideograph) {
  thread_local const auto transliterator = [] {
    UErrorCode failure = U_ZERO_ERROR;
    std::unique_ptr<icu::Transliterator> out(
        icu::Transliterator::createInstance("Han-Latin; NFD", UTRANS_FORWARD, failure));
    if (U_FAILURE(failure) || !out) throw std::runtime_error("ICU knows no Han-Latin");
    return out;
  }();
  icu::UnicodeString text(static_cast<UChar32>(ideograph));
  transliterator->transliterate(text);
  std::string out;
  for (std::int32_t i = 0; i < text.length(); ++i) {
    const auto c = text.charAt(i);
    if (c == 0x308 && !out.empty()) out.back() = 'v';
    if (c >= 'a' && c <= 'z') out += static_cast<char>(c);
  }
  return out;
}

Sound read(char32_t ideograph) {
  Sound out;
  const auto usual = ask_icu(ideograph);
  if (is_syllable(usual)) out.usual = pack(usual);
  const auto* other =
      std::find_if(kOthers.begin(), kOthers.end(), [&](const OtherReading& one) { return one.character == ideograph; });
  if (other != kOthers.end() && pack(other->reading) != out.usual) out.other = pack(other->reading);
  // Some type u where the vowel is ü.
  if (out.other == 0 && usual.ends_with('v')) out.other = pack(usual.substr(0, usual.size() - 1) + "u");
  return out;
}

// Calls `each` with every syllable that begins with the letters.
template <class Each>
void for_each_beginning_with(std::string_view letters, Each each) {
  const std::string beginning = " " + std::string(letters);
  for (auto at = kSyllables.find(beginning); at != kSyllables.npos; at = kSyllables.find(beginning, at + 1)) {
    each(pack(kSyllables.substr(at + 1, kSyllables.find(' ', at + 1) - at - 1)));
  }
}

bool begins_a_syllable(std::string_view letters) {
  return kSyllables.find(" " + std::string(letters)) != kSyllables.npos;
}

// Whether letters can be syllables to their end, from each place on: so that no dead end is entered.
std::vector<bool> ends_well(std::string_view letters, bool unfinished) {
  std::vector<bool> out(letters.size() + 1, false);
  out.back() = true;
  for (auto at = letters.size(); at-- > 0;) {
    if (unfinished && letters.size() - at <= kSyllableLetters && begins_a_syllable(letters.substr(at))) out[at] = true;
    for (std::size_t length = 1; length <= kSyllableLetters && at + length <= letters.size(); ++length) {
      if (out[at + length] && is_syllable(letters.substr(at, length))) out[at] = true;
    }
  }
  return out;
}

std::size_t letters_in(Syllable syllable) {
  return (static_cast<std::size_t>(std::bit_width(syllable)) + kLetterBits - 1) / kLetterBits;
}

}  // namespace

Sound sound_of(char32_t ideograph) {
  static std::shared_mutex mutex;
  static std::unordered_map<char32_t, Sound> known;
  {
    const std::shared_lock lock(mutex);
    if (const auto found = known.find(ideograph); found != known.end()) return found->second;
  }
  const auto sound = read(ideograph);
  const std::unique_lock lock(mutex);
  return known.emplace(ideograph, sound).first->second;
}

std::string letters_of(Syllable syllable) {
  std::string out;
  for (; syllable != 0; syllable >>= kLetterBits) out += static_cast<char>('a' + (syllable & 31) - 1);
  std::reverse(out.begin(), out.end());
  return out;
}

char initial_of(Syllable syllable) {
  if (syllable == 0) return 0;
  while ((syllable >> kLetterBits) != 0) syllable >>= kLetterBits;
  return static_cast<char>('a' + syllable - 1);
}

std::vector<Heading> headings_of(std::string_view letters, bool unfinished) {
  std::vector<Heading> out;
  const auto is_letter = [](char c) { return c >= 'a' && c <= 'z'; };
  if (letters.empty() || letters.size() > kSpeltMax || !std::all_of(letters.begin(), letters.end(), is_letter))
    return out;
  const auto well = ends_well(letters, unfinished);
  const auto add_unfinished = [&](Syllable first, std::string_view rest) {
    if (!unfinished || rest.size() > kSyllableLetters) return;
    for_each_beginning_with(rest, [&](Syllable last) {
      out.push_back(first == 0 ? Heading{last, 0, true} : Heading{first, last, true});
    });
  };
  add_unfinished(0, letters);
  for (std::size_t one = 1; one <= std::min(letters.size(), kSyllableLetters); ++one) {
    if (!well[one] || !is_syllable(letters.substr(0, one))) continue;
    const auto first = pack(letters.substr(0, one));
    const auto rest = letters.substr(one);
    if (rest.empty()) {
      if (!unfinished) out.push_back({first, 0, true});
      continue;
    }
    add_unfinished(first, rest);
    for (std::size_t two = 1; two <= std::min(rest.size(), kSyllableLetters); ++two) {
      const bool whole = two == rest.size();
      if (!well[one + two] || !is_syllable(rest.substr(0, two)) || (whole && unfinished)) continue;
      out.push_back({first, pack(rest.substr(0, two)), whole});
    }
  }
  return out;
}

Spelling::Spelling(std::string_view letters, bool unfinished)
    : unfinished_(unfinished), length_(letters.size()), packed_(letters.size() + 1) {
  for (std::size_t at = 0; at < letters.size(); ++at) {
    for (std::size_t n = 1; n <= std::min(kSyllableLetters, letters.size() - at); ++n)
      packed_[at][n] = pack(letters.substr(at, n));
  }
}

bool Spelling::reads(const std::vector<Sound>& sounds, std::size_t sound, std::size_t at) const {
  if (at == length_) return true;
  if (sound == sounds.size()) return false;
  const auto rest = length_ - at;
  for (const auto reading : {sounds[sound].usual, sounds[sound].other}) {
    if (reading == 0) continue;
    const auto letters = letters_in(reading);
    if (letters <= rest && packed_[at][letters] == reading && reads(sounds, sound + 1, at + letters)) return true;
    // The last syllable begins with what is left of the letters.
    if (unfinished_ && letters > rest && reading >> (letters - rest) * kLetterBits == packed_[at][rest]) return true;
  }
  return false;
}

bool Spelling::is_in(const std::vector<Sound>& sounds) const {
  for (std::size_t from = 0; from < sounds.size(); ++from) {
    if (reads(sounds, from, 0)) return true;
  }
  return false;
}

bool sounds_hold_initials(const std::vector<Sound>& sounds, std::string_view initials) {
  for (std::size_t from = 0; from + initials.size() <= sounds.size(); ++from) {
    std::size_t i = 0;
    while (i < initials.size() &&
           (initial_of(sounds[from + i].usual) == initials[i] || initial_of(sounds[from + i].other) == initials[i]))
      ++i;
    if (i == initials.size()) return true;
  }
  return false;
}

}  // namespace shanhai::catalog
