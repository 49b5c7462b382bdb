#include "services/catalog/problem_texts.hpp"

#include "common/http/problem.hpp"

namespace shanhai::catalog {

void register_problem_texts() {
  static constexpr http::ProblemText kTexts[] = {
      {"supplier_not_found", "没有这个供应商", "There is no such supplier"},
      {"supplier_exists", "该机构已提交过入驻申请", "The organisation has applied already"},
      {"supplier_state", "供应商当前状态不允许此操作", "The supplier's status does not allow this"},
      {"supplier_not_approved", "供应商尚未获批", "The supplier is not approved"},
      {"organisation_not_active", "机构尚未生效", "The organisation is not active"},
      {"uscc_taken", "该统一社会信用代码已属于另一供应商", "Another supplier has this credit code"},
      {"licence_not_found", "没有这份证照", "There is no such licence"},
      {"licence_state", "该证照当前不待核验", "The licence does not wait for a decision"},
      {"too_many_licences", "待核验证照过多", "Too many licences wait for a decision"},
      {"licences_undecided", "尚有证照未核验", "Licences that were handed in are not decided yet"},
      {"product_not_found", "没有这个商品", "There is no such product"},
      {"version_not_found", "没有这个版本", "There is no such version"},
      {"sku_not_found", "没有这个规格", "There is no such SKU"},
      {"product_state", "商品当前状态不允许此操作", "The product's status does not allow this"},
      {"review_required", "该商品须先审核后上架", "The draft must be approved before it is published"},
      {"listing_refused", "商品不符合上架规则", "The rules do not allow this listing"},
      {"image_refused", "图片未被接受", "The picture was not accepted"},
      {"too_many_images", "图片数量已达上限", "The supplier has as many pictures as it may have"},
      {"image_not_found", "没有这张图片", "There is no such picture"},
      {"gtin_taken", "该 GTIN 已被使用", "The GTIN is in use"},
      {"certification_not_found", "没有这项认定", "There is no such certification"},
      {"certification_exists", "该商品已有在办或有效的认定",
       "The product has a certification that is being decided or valid"},
      {"certification_state", "认定当前状态不允许此操作", "The certification's status does not allow this"},
      {"county_not_supported", "产地不在帮扶县范围内", "The product is not made in a supported county"},
      {"publicity_over", "公示期已结束", "The publicity period is over"},
      {"reference_price_not_found", "没有这个参考价", "There is no such reference price"},
      {"reference_price_state", "该参考价已撤销", "The reference price is withdrawn already"},
      {"no_open_objection", "没有待处理的异议", "No objection is open"},
      {"catalog_not_loaded", "商品目录正在加载", "The catalog is being loaded"},
      {"catalog_behind", "商品目录尚未更新到该版本", "The catalog does not show that version yet"},
  };
  http::register_problem_texts(kTexts);
}

}  // namespace shanhai::catalog
