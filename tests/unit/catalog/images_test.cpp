#include <gtest/gtest.h>
#include <lcms2.h>
#include <sys/resource.h>

#include <array>

#include "common/base/encoding.hpp"
#include "services/catalog/images/png.hpp"
#include "services/catalog/images/rendition.hpp"
#include "tests/unit/catalog/picture_files.hpp"

namespace shanhai::catalog {
namespace {

std::string refusal(std::string_view bytes) {
  const auto made = render_image(to_base64(bytes));
  if (made.has_value()) return "accepted";
  EXPECT_EQ(made.error().code, "image_refused");
  EXPECT_EQ(made.error().fields.at(0).pointer, "/file/content_base64");
  return made.error().fields.at(0).code;
}

Picture read(const std::string& jpeg) { return read_jpeg(jpeg, kLargeSide).value().picture; }

TEST(Images, AreMadeAnewInTwoSizes) {
  const auto made = render_image(to_base64(write_jpeg(sample::quarters(1800, 900), 90))).value();
  EXPECT_EQ(made.width, 1600);
  EXPECT_EQ(made.height, 800);
  const auto large = read(made.large), thumb = read(made.thumb);
  EXPECT_EQ(large.width, 1600);
  EXPECT_EQ(large.height, 800);
  EXPECT_EQ(sample::corners(large), "RGBY");
  EXPECT_EQ(thumb.width, 400);
  EXPECT_EQ(thumb.height, 200);
  EXPECT_EQ(sample::corners(thumb), "RGBY");
  const auto small = render_image(to_base64(write_jpeg(sample::quarters(60, 40), 90))).value();
  EXPECT_EQ(small.width, 60) << "nothing is made larger";
  EXPECT_EQ(read(small.thumb).height, 40);
}

TEST(Images, SayNothingOfWhereTheyWereTaken) {
  const auto taken = sample::with_segment(sample::with_exif(write_jpeg(sample::quarters(200, 100), 90), 1), 0xFE,
                                          "taken by SHANHAI-GPS somebody");
  ASSERT_NE(taken.find("SHANHAI-GPS"), taken.npos);
  const auto made = render_image(to_base64(taken)).value();
  for (const auto* file : {&made.large, &made.thumb}) {
    EXPECT_EQ(file->find("SHANHAI-GPS"), file->npos);
    EXPECT_EQ(file->find("Exif"), file->npos);
    EXPECT_EQ(file->find("\xFF\xE1"), file->npos);
  }
}

TEST(Images, StandUprightHoweverTheCameraWasHeld) {
  const std::array<const char*, 8> shown = {"RGBY", "GRYB", "YBGR", "BYRG", "RBGY", "BRYG", "YGBR", "GYRB"};
  const auto file = write_jpeg(sample::quarters(80, 40), 90);
  for (int orientation = 1; orientation <= 8; ++orientation) {
    const auto made = render_image(to_base64(sample::with_exif(file, orientation))).value();
    EXPECT_EQ(sample::corners(read(made.large)), shown[static_cast<std::size_t>(orientation - 1)]) << orientation;
    EXPECT_EQ(made.width, orientation < 5 ? 80 : 40) << orientation;
  }
}

TEST(Images, OfPngAreAlikeAndWhiteWhereNothingIs) {
  EXPECT_EQ(sample::corners(read(render_image(to_base64(sample::png(sample::quarters(3300, 60)))).value().large)),
            "RGBY");
  std::string rows;
  for (int i = 0; i < 64; ++i) rows += std::string("\x00\x00\x00\x00\x00\x00\x00\xFF", 8);  // clear and black columns
  const auto picture = read_png(sample::png(2, 64, 6, rows, false), kLargeSide).value().picture;
  EXPECT_EQ(std::vector<int>(picture.rgb.begin(), picture.rgb.begin() + 6), (std::vector<int>{255, 255, 255, 0, 0, 0}));
  const auto turned = sample::png(sample::quarters(80, 40), sample::chunk("eXIf", sample::exif(6)));
  const auto made = render_image(to_base64(turned)).value();
  EXPECT_EQ(sample::corners(read(made.large)), "BRYG");
  EXPECT_EQ(made.large.find("SHANHAI-GPS"), std::string::npos);
}

// A profile that has red and blue change places shows whether it is looked at.
TEST(Images, KeepTheColoursThatTheirProfileMeans) {
  const cmsCIExyY white = {0.3127, 0.3290, 1.0};
  const cmsCIExyYTRIPLE swapped = {{0.15, 0.06, 1}, {0.30, 0.60, 1}, {0.64, 0.33, 1}};
  cmsToneCurve* gamma = cmsBuildGamma(nullptr, 2.2);
  cmsToneCurve* curves[3] = {gamma, gamma, gamma};
  cmsHPROFILE profile = cmsCreateRGBProfile(&white, &swapped, curves);
  cmsUInt32Number size = 0;
  cmsSaveProfileToMem(profile, nullptr, &size);
  std::string bytes(size, '\0');
  cmsSaveProfileToMem(profile, bytes.data(), &size);
  cmsCloseProfile(profile);
  cmsFreeToneCurve(gamma);
  const auto file = sample::with_segment(write_jpeg(sample::quarters(80, 40), 95), 0xE2,
                                         std::string("ICC_PROFILE\0\1\1", 14) + bytes);
  const auto made = render_image(to_base64(file)).value();
  const auto picture = read(made.large);
  EXPECT_GT(picture.rgb[2], 200) << "red is blue there";
  EXPECT_LT(picture.rgb[0], 80);
  EXPECT_EQ(made.large.find("ICC_PROFILE"), std::string::npos);
  const auto odd = sample::with_segment(write_jpeg(sample::quarters(80, 40), 95), 0xE2,
                                        std::string("ICC_PROFILE\0\1\1", 14) + std::string(500, 'x'));
  EXPECT_EQ(sample::corners(read(render_image(to_base64(odd)).value().large)), "RGBY") << "a profile of nothing";
}

TEST(Images, AreRefusedWithAReason) {
  const auto jpeg = write_jpeg(sample::quarters(300, 200), 90);
  const auto png = sample::png(sample::quarters(300, 200));
  EXPECT_EQ(refusal(jpeg), "accepted");
  EXPECT_EQ(refusal(png), "accepted");
  EXPECT_EQ(refusal(""), "empty_file");
  EXPECT_EQ(refusal("GIF89a"), "unsupported_file_type");
  EXPECT_EQ(refusal("%PDF-1.7"), "unsupported_file_type");
  EXPECT_EQ(refusal("<svg xmlns=\"http://www.w3.org/2000/svg\"/>"), "unsupported_file_type");
  EXPECT_EQ(render_image("not base64!").error().fields.at(0).code, "invalid_base64");
  EXPECT_EQ(refusal(jpeg.substr(0, jpeg.size() / 2)), "damaged_image");
  EXPECT_EQ(refusal(jpeg.substr(0, 20)), "damaged_image");
  EXPECT_EQ(refusal(png.substr(0, png.size() / 2)), "damaged_image");
  EXPECT_EQ(refusal("\xFF\xD8\xFF\xE0 and then a page: <script>"), "damaged_image");
  auto large = jpeg + std::string(kImageBytesMax, ' ');
  EXPECT_EQ(refusal(large), "file_too_large");
}

// A few kilobytes that would be gigabytes of pixels.
TEST(Images, ThatAreBombsAreNotDecoded) {
  EXPECT_EQ(refusal(sample::png(20'000, 20'000, 2, std::string(60'000, '\0'), false)), "too_many_pixels");
  EXPECT_EQ(refusal(sample::png(100'000, 10, 2, std::string(300'000, '\0'), false)), "too_many_pixels") << "the side";
  EXPECT_EQ(refusal(sample::png(4000, 4000, 2, std::string(12'000, '\0'), true)), "too_many_pixels") << "interlaced";
  auto jpeg = write_jpeg(sample::quarters(300, 200), 90);
  const auto frame = jpeg.find("\xFF\xC2");  // progressive
  ASSERT_NE(frame, jpeg.npos);
  jpeg.replace(frame + 5, 4, sample::big_endian(19'000, 2) + sample::big_endian(19'000, 2));
  EXPECT_EQ(refusal(jpeg), "too_many_pixels");
}

// Sixty texts that would unpack to 240 MB; nobody reads them.
TEST(Images, OfPngAreReadWithoutTheTextsThatComeWithThem) {
  const std::string text(4'000'000, 'x');
  std::string packed(compressBound(static_cast<uLong>(text.size())), '\0');
  auto size = static_cast<uLongf>(packed.size());
  compress(reinterpret_cast<Bytef*>(packed.data()), &size, reinterpret_cast<const Bytef*>(text.data()),
           static_cast<uLong>(text.size()));
  packed.resize(size);
  std::string texts;
  for (int i = 0; i < 60; ++i) texts += sample::chunk("zTXt", std::string("Comment\0\0", 9) + packed);
  const auto peak_kib = [] {
    rusage used{};
    getrusage(RUSAGE_SELF, &used);
    return used.ru_maxrss;
  };
  const auto before = peak_kib();
  EXPECT_EQ(sample::corners(read_png(sample::png(sample::quarters(80, 40), texts), kLargeSide).value().picture),
            "RGBY");
  EXPECT_LT(peak_kib() - before, 64 << 10);
}

// A noisy picture takes more than the first room that its file is given.
TEST(Images, AreWrittenWholeHoweverLargeTheyAre) {
  auto noise = sample::quarters(1600, 1200);
  std::uint32_t state = 1;
  for (auto& value : noise.rgb) {
    state = state * 1664525U + 1013904223U;
    value = static_cast<std::uint8_t>(state >> 24);
  }
  const auto file = write_jpeg(noise, 90);
  EXPECT_GT(file.size(), std::size_t(1) << 20);
  EXPECT_TRUE(file.ends_with("\xFF\xD9"));
  EXPECT_EQ(read(file).height, 1200);
}

// One scan over again and again: each costs a walk over the picture, however few bytes it has.
TEST(Images, WithScansWithoutEndAreGivenUp) {
  const auto jpeg = write_jpeg(sample::quarters(600, 600), 90);
  const auto first = jpeg.find("\xFF\xDA"), end = jpeg.rfind("\xFF\xD9");
  std::string scans;
  for (int i = 0; i < 30; ++i) scans += jpeg.substr(first, end - first);
  EXPECT_EQ(refusal(jpeg.substr(0, end) + scans + jpeg.substr(end)), "too_many_scans");
}

TEST(Images, OfOddOrientationsAreReadCarefully) {
  EXPECT_EQ(exif_orientation(""), 1);
  EXPECT_EQ(exif_orientation(sample::exif(6)), 6);
  EXPECT_EQ(exif_orientation(sample::exif(9)), 1);
  const auto whole = sample::exif(6);
  for (std::size_t size = 0; size < whole.size(); ++size) exif_orientation(whole.substr(0, size));
  auto far = whole;
  far.replace(4, 4, "\xFF\xFF\xFF\xFF");
  EXPECT_EQ(exif_orientation(far), 1);
}

}  // namespace
}  // namespace shanhai::catalog
