// The presenters: stylised figures that depict nobody.
#include "render/raster.h"

namespace avatar {

const std::vector<Style>& presenters() {
  static const std::vector<Style> cast = {
      {.name = "maya", .skin = {.58F, .30F, .175F}, .flush = {.62F, .20F, .13F}, .lips = {.50F, .135F, .115F},
       .hair = {.050F, .024F, .016F}, .iris = {.105F, .052F, .024F}, .jacket = {.012F, .085F, .105F},
       .shirt = {.80F, .76F, .68F}, .wall = {228, 215, 202}, .hair_cut = Hair::bob, .glasses = false, .collar = false,
       .jaw = .94F, .head = .98F, .nose = .90F, .eye = 1.04F, .lip = 1.10F, .brow = .85F, .shoulders = .90F, .voice = "slt"},
      {.name = "amara", .skin = {.225F, .105F, .060F}, .flush = {.27F, .075F, .050F}, .lips = {.26F, .060F, .060F},
       .hair = {.014F, .011F, .011F}, .iris = {.045F, .024F, .014F}, .jacket = {.21F, .030F, .065F},
       .shirt = {.82F, .74F, .62F}, .wall = {206, 220, 211}, .hair_cut = Hair::bun, .glasses = true, .collar = false,
       .jaw = .97F, .head = .97F, .nose = 1.02F, .eye = 1.02F, .lip = 1.28F, .brow = .90F, .shoulders = .92F, .voice = "slt"},
      {.name = "jonas", .skin = {.64F, .365F, .245F}, .flush = {.68F, .22F, .15F}, .lips = {.50F, .17F, .13F},
       .hair = {.120F, .050F, .018F}, .iris = {.060F, .150F, .230F}, .jacket = {.030F, .052F, .120F},
       .shirt = {.82F, .84F, .88F}, .wall = {204, 217, 230}, .hair_cut = Hair::crop, .glasses = false, .collar = true,
       .jaw = 1.08F, .head = 1.F, .nose = 1.06F, .eye = .96F, .lip = .90F, .brow = 1.12F, .shoulders = 1.04F, .voice = "rms"},
      {.name = "ravi", .skin = {.36F, .185F, .100F}, .flush = {.40F, .135F, .085F}, .lips = {.34F, .110F, .085F},
       .hair = {.018F, .013F, .012F}, .iris = {.055F, .030F, .018F}, .jacket = {.060F, .105F, .040F},
       .shirt = {.83F, .80F, .70F}, .wall = {222, 214, 228}, .hair_cut = Hair::curls, .glasses = true, .collar = true,
       .jaw = 1.03F, .head = 1.01F, .nose = 1.10F, .eye = .98F, .lip = 1.F, .brow = 1.20F, .shoulders = 1.02F, .voice = "rms"},
  };
  return cast;
}

const Style& presenter_named(const std::string& name) {
  for (const auto& style : presenters())
    if (name == style.name) return style;
  return presenters().front();
}

}  // namespace avatar
