/** Letters of other alphabets as they are commonly written in Latin ones: readable, not scholarly. */
const pairs = `
  α a β v γ g δ d ε e ζ z η i θ th ι i κ k λ l μ m ν n ξ x ο o π p ρ r σ s ς s τ t υ y φ f χ ch ψ ps ω o
  а a б b в v г g ґ g д d ђ dj е e є ye ж zh з z и i і i ѕ dz ј j к k л l љ lj м m н n њ nj о o п p р r с s т t
  ћ c у u ф f х kh ц ts ч ch џ dz ш sh щ shch ъ - ы y ь - э e ю yu я ya
  ا a ٱ a ب b ت t ث th ج j ح h خ kh د d ذ dh ر r ز z س s ش sh ص s ض d ط t ظ z ع a غ gh ف f ق q ك k ل l م m ن n ه h
  و w ي y ى a ة a ء - پ p چ ch ژ zh ک k گ g ی y
  א a ב b ג g ד d ה h ו v ז z ח h ט t י y כ k ך k ל l מ m ם m נ n ן n ס s ע - פ p ף f צ ts ץ ts ק k ר r ש sh ת t
  ა a ბ b გ g დ d ე e ვ v ზ z თ t ი i კ k ლ l მ m ნ n ო o პ p ჟ zh რ r ს s ტ t უ u ფ p ქ k ღ gh ყ q შ sh ჩ ch ც ts
  ძ dz წ ts ჭ ch ხ kh ჯ j ჰ h
  あ a い i う u え e お o か ka き ki く ku け ke こ ko さ sa し shi す su せ se そ so た ta ち chi つ tsu て te
  と to な na に ni ぬ nu ね ne の no は ha ひ hi ふ fu へ he ほ ho ま ma み mi む mu め me も mo や ya ゆ yu よ yo
  ら ra り ri る ru れ re ろ ro わ wa を o ん n ぁ a ぃ i ぅ u ぇ e ぉ o ゃ ya ゅ yu ょ yo っ - ー -
  が ga ぎ gi ぐ gu げ ge ご go ざ za じ ji ず zu ぜ ze ぞ zo だ da ぢ ji づ zu で de ど do ば ba び bi ぶ bu べ be ぼ bo
  ぱ pa ぴ pi ぷ pu ぺ pe ぽ po ゔ vu й y ї yi ё yo
  ـ - ß ss æ ae œ oe ø o đ d ð d þ th ł l ħ h ı i ŋ n`
  .trim()
  .split(/\s+/);

const letters = new Map<string, string>();
for (let at = 0; at < pairs.length; at += 2) letters.set(pairs[at]!, pairs[at + 1]!.replace('-', ''));

const leading = 'g kk n d tt r m b pp s ss - j jj ch k t p h'.split(' ');
const vowels = 'a ae ya yae eo e yeo ye o wa wae oe yo u wo we wi yu eu ui i'.split(' ');
const trailing = '- k k k n n n t l k m p l l p l m p p t t ng t t k t p t'.split(' ');

/** One syllable of Hangul; its code says of which parts it is made. */
function syllable(letter: string): string {
  const code = letter.charCodeAt(0) - 0xac00;
  const parts = [leading[Math.floor(code / 588)], vowels[Math.floor(code / 28) % 21], trailing[code % 28]];
  return parts.join('').replaceAll('-', '');
}

const written = (letter: string) => letters.get(letter) ?? letter;

/** Small letters without marks; those of no alphabet that is known here stay as they are. */
export const latin = (text: string): string =>
  text
    .toLowerCase()
    .normalize('NFKC')
    .replace(/[가-힣]/g, syllable)
    // katakana is hiragana at another place
    .replace(/[ァ-ヶ]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) - 0x60))
    .replace(/\p{L}/gu, written)
    // what has a mark and is not in the table is written as without it
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/\p{L}/gu, written);
