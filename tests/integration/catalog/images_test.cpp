#include <gtest/gtest.h>

#include "tests/integration/catalog/world.hpp"
#include "tests/unit/catalog/picture_files.hpp"

namespace shanhai::catalog {
namespace {

class ProductImages : public World {
 protected:
  static ImageUpload taken(int width = 60, int height = 40) {
    const auto file = sample::with_exif(write_jpeg(sample::quarters(width, height), 90), 6);
    return {{"苦荞田.jpg", to_base64(file)}};
  }
  static ProductContent with_images(const std::vector<StoredImage>& images) {
    auto content = tea();
    content.images.emplace();
    for (const auto& image : images) content.images->push_back({image.image_id, "苦荞田", "A field", {}, {}, {}, {}});
    return content;
  }

  const auth::Principal caller = supplier();
};

TEST_F(ProductImages, AreShownOnceSomethingPublishedShowsThem) {
  const auto image = must(images.upload(caller, taken()));
  EXPECT_EQ(image.width, 40) << "turned upright";
  EXPECT_EQ(image.height, 60);
  const auto draft = must(products.create(caller, with_images({image})));
  ASSERT_EQ(draft.images.size(), 1u);
  EXPECT_EQ(draft.images[0].large_url, "/v1/storefront/images/" + image.large_sha256);
  EXPECT_EQ(draft.images[0].alt, "苦荞田");
  EXPECT_EQ(draft.images[0].width, 40);
  EXPECT_EQ(refused(images.read_public(image.large_sha256)).code, "image_not_found") << "a draft's";
  must(products.publish(caller, draft.product_id, {}, {}));
  const auto bytes = must(images.read_public(image.large_sha256));
  EXPECT_EQ(to_hex(sha256(bytes)), image.large_sha256);
  EXPECT_EQ(bytes.find("SHANHAI-GPS"), bytes.npos) << "nobody learns where it was taken";
  EXPECT_EQ(to_hex(sha256(must(images.read_public(image.thumb_sha256)))), image.thumb_sha256);
  const auto shown = search_for("苦荞");
  ASSERT_EQ(shown.items.size(), 1u);
  EXPECT_EQ(shown.items[0].thumb_url, draft.images[0].thumb_url);
}

TEST_F(ProductImages, NobodyReadsWhatNoVersionShows) {
  const auto image = must(images.upload(caller, taken()));
  const auto other = must(images.upload(caller, taken(80, 20)));
  published(caller, with_images({other}));
  EXPECT_EQ(refused(images.read_public(image.large_sha256)).code, "image_not_found");
  EXPECT_EQ(refused(images.read_public("../../etc/passwd")).code, "image_not_found");
  EXPECT_EQ(refused(images.read_public(std::string(64, 'G'))).code, "image_not_found");
  const auto stranger = supplier(kMeigu);
  EXPECT_EQ(refused(images.read(stranger, image.image_id, ImageSize::large)).code, "image_not_found");
  EXPECT_EQ(refused(images.read(reviewer(kMeigu), image.image_id, ImageSize::large)).code, "image_not_found");
  EXPECT_FALSE(must(images.read(caller, image.image_id, ImageSize::thumb)).empty());
  EXPECT_EQ(refused(images.read(reviewer(kZhaojue), image.image_id, ImageSize::large)).code, "image_not_found")
      << "no draft that was handed in names it";
  EXPECT_FALSE(must(images.read(reviewer(kZhaojue), other.image_id, ImageSize::large)).empty()) << "anybody sees it";
  EXPECT_FALSE(must(images.read(platform(), image.image_id, ImageSize::large)).empty());
  EXPECT_EQ(must(images.list(caller, {})).items.size(), 2u);
  EXPECT_TRUE(must(images.list(stranger, {})).items.empty());
}

TEST_F(ProductImages, AreOnesOwnAndWhatTheCatalogKnowsOfThem) {
  const auto stranger = supplier(kMeigu);
  const auto image = must(images.upload(stranger, taken()));
  EXPECT_EQ(places(refused(products.create(caller, with_images({image})))),
            std::vector<std::string>{"/images/0/image_id unknown_image"});
  const auto own = must(images.upload(caller, taken()));
  auto content = with_images({own});
  (*content.images)[0].large = std::string(64, 'a');
  (*content.images)[0].width = 99'999;
  const auto draft = must(products.create(caller, content));
  EXPECT_EQ(draft.images[0].large_url, "/v1/storefront/images/" + own.large_sha256) << "whatever was claimed";
  EXPECT_EQ(draft.images[0].width, 40);
}

TEST_F(ProductImages, StayWithTheVersionThatShowedThem) {
  const auto first = must(images.upload(caller, taken()));
  const auto second = must(images.upload(caller, taken(80, 20)));
  const auto product = published(caller, with_images({first}));
  auto content = with_images({second});
  content.skus[0].sku_id = product.skus[0].sku_id;
  must(products.edit(caller, product.product_id, product.version, content));
  must(products.publish(caller, product.product_id, "换图", {}));
  EXPECT_FALSE(must(images.read_public(first.large_sha256)).empty()) << "who bought saw it";
  const auto old = must(versions.get(caller, product.product_id, 1));
  EXPECT_EQ(old.content.images->at(0).image_id, first.image_id);
  EXPECT_EQ(must(versions.get(caller, product.product_id, 2)).content.images->at(0).image_id, second.image_id);
}

TEST_F(ProductImages, AreSeenByWhoReviewsTheDraftThatNamesThem) {
  const auto image = must(images.upload(caller, taken()));
  const auto unnamed = must(images.upload(caller, taken(80, 20)));
  const auto draft = must(products.create(caller, with_images({image})));
  const auto county = reviewer(kZhaojue);
  EXPECT_EQ(refused(images.read(county, image.image_id, ImageSize::large)).code, "image_not_found") << "not handed in";
  must(reviews.submit(caller, draft.product_id, {}));
  EXPECT_FALSE(must(images.read(county, image.image_id, ImageSize::large)).empty());
  EXPECT_EQ(refused(images.read(county, unnamed.image_id, ImageSize::large)).code, "image_not_found");
  EXPECT_EQ(refused(images.read(reviewer(kMeigu), image.image_id, ImageSize::large)).code, "image_not_found");
}

TEST_F(ProductImages, AreOnlySoMany) {
  ImageService two(service.database, archive, workers, random, 2);
  const auto others = must(two.upload(supplier(kMeigu), taken()));
  must(two.upload(caller, taken()));
  must(two.upload(caller, taken()));
  const auto error = refused(two.upload(caller, taken()));
  EXPECT_EQ(error.kind, ErrorKind::conflict);
  EXPECT_EQ(error.code, "too_many_images");
  EXPECT_EQ(count("SELECT COUNT(*) AS n FROM product_image"), 3);
}

TEST_F(ProductImages, ThatCannotBeReadAreRefused) {
  const auto error = refused(images.upload(caller, {{"图.jpg", to_base64("\xFF\xD8\xFF and nothing")}}));
  EXPECT_EQ(error.code, "image_refused");
  EXPECT_EQ(places(error), std::vector<std::string>{"/file/content_base64 damaged_image"});
  EXPECT_EQ(count("SELECT COUNT(*) AS n FROM product_image"), 0);
}

}  // namespace
}  // namespace shanhai::catalog
