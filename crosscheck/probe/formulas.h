// Generated from lib/helpers by crosscheck/prove/translate.ts. Do not edit: run npm run spec.
#define pmdClearSoftDirty pteClearSoftDirty
#define pmdMkclean pteMkclean
#define pmdMkdirty pteMkdirty
#define pmdMkold pteMkold
#define pmdMksoftDirty pteMksoftDirty
#define pmdMkyoung pteMkyoung
#define pmdProtnone pteProtnone
#define pmdSoftDirty pteSoftDirty
#define pmdSwpClearSoftDirty pteSwpClearSoftDirty
#define pmdSwpClearUffdWp pteSwpClearUffdWp
#define pmdSwpMksoftDirty pteSwpMksoftDirty
#define pmdSwpMkuffdWp pteSwpMkuffdWp
#define pmdSwpSoftDirty pteSwpSoftDirty
#define pmdSwpUffdWp pteSwpUffdWp
#define pmdWrprotect pteWrprotect
#define pudClearSoftDirty pteClearSoftDirty
#define pudDirty pteDirty
#define pudMkclean pteMkclean
#define pudMkdirty pteMkdirty
#define pudMkhuge pmdMkhuge
#define pudMkold pteMkold
#define pudMksoftDirty pteMksoftDirty
#define pudMkyoung pteMkyoung
#define pudNone pmdNone
#define pudSoftDirty pteSoftDirty
#define pudTransHuge pmdTransHuge
#define pudWrprotect pteWrprotect
#define pudYoung pteYoung
#define swpEntryToPmd toArch
#define swpEntryToPte toArch

static u64 advance(u64 pte, u64 nr);
static u64 archSwpEntry(u64 type, u64 offset);
static u64 archSwpOffset(u64 archEntry);
static u64 archSwpType(u64 archEntry);
static u64 clearSaveddirtyShift(u64 word);
static u64 flipProtnoneGuard(u64 old, u64 now, u64 mask);
static u64 fromArch(u64 word);
static u64 genericMaxSwapfileSize(void);
static u64 hasAny(u64 word, u64 mask);
static u64 hasMarker(u64 entry, u64 bit);
static u64 invertedField(u64 word, u64 mask, u64 shift);
static u64 isDeviceExclusiveEntry(u64 entry);
static u64 isDevicePrivateEntry(u64 entry);
static u64 isHugeShstk(u64 pmd);
static u64 isHwpoisonEntry(u64 entry);
static u64 isMigrationEntry(u64 entry);
static u64 isMigrationEntryDirty(u64 entry);
static u64 isMigrationEntryYoung(u64 entry);
static u64 isPteMarker(u64 pte);
static u64 isPteMarkerEntry(u64 entry);
static u64 isShstk(u64 pte);
static u64 isType(u64 entry);
static u64 isType_deviceExclusive_deviceExclusiveRead_deviceExclusiveWrite(u64 entry);
static u64 isType_deviceRead(u64 entry);
static u64 isType_deviceRead_deviceWrite(u64 entry);
static u64 isType_deviceWrite(u64 entry);
static u64 isType_hwpoison(u64 entry);
static u64 isType_migrationRead(u64 entry);
static u64 isType_migrationReadExclusive(u64 entry);
static u64 isType_migrationRead_migrationReadExclusive_migrationWrite(u64 entry);
static u64 isType_migrationWrite(u64 entry);
static u64 isType_pteMarker(u64 entry);
static u64 keepAndSet(u64 word, u64 keep, u64 set);
static u64 makeDeviceExclusiveEntry(u64 pfn);
static u64 makeHwpoisonEntry(u64 pfn);
static u64 makeMigrationEntryDirty(u64 entry);
static u64 makeMigrationEntryYoung(u64 entry);
static u64 makePteMarker(u64 marker);
static u64 makePteMarkerEntry(u64 marker);
static u64 makeReadableDevicePrivateEntry(u64 pfn);
static u64 makeReadableExclusiveMigrationEntry(u64 pfn);
static u64 makeReadableMigrationEntry(u64 pfn);
static u64 makeWritableDevicePrivateEntry(u64 pfn);
static u64 makeWritableMigrationEntry(u64 pfn);
static u64 make_deviceExclusive(u64 offset);
static u64 make_deviceRead(u64 offset);
static u64 make_deviceWrite(u64 offset);
static u64 make_hwpoison(u64 offset);
static u64 make_migrationRead(u64 offset);
static u64 make_migrationReadExclusive(u64 offset);
static u64 make_migrationWrite(u64 offset);
static u64 make_pteMarker(u64 offset);
static u64 mksaveddirtyShift(u64 word);
static u64 nonSwapEntry(u64 entry);
static u64 pfnPmd(u64 pfn, u64 prot);
static u64 pfnPte(u64 pfn, u64 prot);
static u64 pfnPud(u64 pfn, u64 prot);
static u64 pgprot4k2Large(u64 prot);
static u64 pgprotLarge24k(u64 prot);
static u64 pgprotModify(u64 old, u64 prot);
static u64 pkeyOf(u64 vmFlags);
static u64 placePfn(u64 pfn, u64 prot, u64 mask);
static u64 placed(u64 value, u64 by, u64 isInverted, u64 mask, u64 rest);
static u64 pmdClearSaveddirty(u64 pmd);
static u64 pmdClearUffdWp(u64 pmd);
static u64 pmdDevmap(u64 pmd);
static u64 pmdDirty(u64 pmd);
static u64 pmdFlags(u64 pmd);
static u64 pmdMkdevmap(u64 pmd);
static u64 pmdMkhuge(u64 pmd);
static u64 pmdMkinvalid(u64 pmd);
static u64 pmdMksaveddirty(u64 pmd);
static u64 pmdMkspecial(u64 pmd);
static u64 pmdMkuffdWp(u64 pmd);
static u64 pmdMkwrite(u64 pmd, u64 vmFlags);
static u64 pmdMkwriteNovma(u64 pmd);
static u64 pmdMkwriteShstk(u64 pmd);
static u64 pmdModify(u64 pmd, u64 prot);
static u64 pmdNone(u64 pmd);
static u64 pmdPfn(u64 pmd);
static u64 pmdPfnMask(u64 pmd);
static u64 pmdPresent(u64 pmd);
static u64 pmdShstk(u64 pmd);
static u64 pmdSpecial(u64 pmd);
static u64 pmdToSwpEntry(u64 pmd);
static u64 pmdTransHuge(u64 pmd);
static u64 pmdUffdWp(u64 pmd);
static u64 pmdWrite(u64 pmd);
static u64 pmdYoung(u64 pmd);
static u64 protectionMap(u64 index);
static u64 protnoneMask(u64 word);
static u64 pteAccessible(u64 pte, u64 flushPending);
static u64 pteAdvancePfn(u64 pte, u64 nr);
static u64 pteClearSaveddirty(u64 pte);
static u64 pteClearSoftDirty(u64 pte);
static u64 pteClearUffd(u64 pte);
static u64 pteClearUffdWp(u64 pte);
static u64 pteClrglobal(u64 pte);
static u64 pteClrhuge(u64 pte);
static u64 pteDevmap(u64 pte);
static u64 pteDirty(u64 pte);
static u64 pteExec(u64 pte);
static u64 pteFlags(u64 pte);
static u64 pteGlobal(u64 pte);
static u64 pteHuge(u64 pte);
static u64 pteIsUffdWpMarker(u64 pte);
static u64 pteMarkerGet(u64 entry);
static u64 pteMkclean(u64 pte);
static u64 pteMkdevmap(u64 pte);
static u64 pteMkdirty(u64 pte);
static u64 pteMkexec(u64 pte);
static u64 pteMkglobal(u64 pte);
static u64 pteMkhuge(u64 pte);
static u64 pteMkold(u64 pte);
static u64 pteMksaveddirty(u64 pte);
static u64 pteMksoftDirty(u64 pte);
static u64 pteMkspecial(u64 pte);
static u64 pteMkuffd(u64 pte);
static u64 pteMkuffdWp(u64 pte);
static u64 pteMkwrite(u64 pte, u64 vmFlags);
static u64 pteMkwriteNovma(u64 pte);
static u64 pteMkwriteShstk(u64 pte);
static u64 pteMkyoung(u64 pte);
static u64 pteModify(u64 pte, u64 prot);
static u64 pteNeedsInvert(u64 word);
static u64 pteNextPfn(u64 pte);
static u64 pteNone(u64 pte);
static u64 ptePfn(u64 pte);
static u64 ptePgprot(u64 pte);
static u64 ptePresent(u64 pte);
static u64 pteProtnone(u64 pte);
static u64 pteSame(u64 a, u64 b);
static u64 pteShstk(u64 pte);
static u64 pteSoftDirty(u64 pte);
static u64 pteSpecial(u64 pte);
static u64 pteSwpClearExclusive(u64 pte);
static u64 pteSwpClearFlags(u64 pte);
static u64 pteSwpClearSoftDirty(u64 pte);
static u64 pteSwpClearUffd(u64 pte);
static u64 pteSwpClearUffdWp(u64 pte);
static u64 pteSwpExclusive(u64 pte);
static u64 pteSwpMkexclusive(u64 pte);
static u64 pteSwpMksoftDirty(u64 pte);
static u64 pteSwpMkuffd(u64 pte);
static u64 pteSwpMkuffdWp(u64 pte);
static u64 pteSwpSoftDirty(u64 pte);
static u64 pteSwpUffd(u64 pte);
static u64 pteSwpUffdWp(u64 pte);
static u64 pteToSwpEntry(u64 pte);
static u64 pteUffd(u64 pte);
static u64 pteUffdWp(u64 pte);
static u64 pteWrite(u64 pte);
static u64 pteWrprotect(u64 pte);
static u64 pteYoung(u64 pte);
static u64 pudClearSaveddirty(u64 pud);
static u64 pudDevmap(u64 pud);
static u64 pudFlags(u64 pud);
static u64 pudMkdevmap(u64 pud);
static u64 pudMkinvalid(u64 pud);
static u64 pudMksaveddirty(u64 pud);
static u64 pudMkspecial(u64 pud);
static u64 pudMkwrite(u64 pud);
static u64 pudModify(u64 pud, u64 prot);
static u64 pudPfn(u64 pud);
static u64 pudPfnMask(u64 pud);
static u64 pudPresent(u64 pud);
static u64 pudShstk(u64 pud);
static u64 pudSpecial(u64 pud);
static u64 pudWrite(u64 pud);
static u64 restoreDirty(u64 pte);
static u64 saveDirty(u64 pte);
static u64 softleafFromPte(u64 pte);
static u64 softleafHasPfn(u64 entry);
static u64 softleafIsGuardMarker(u64 entry);
static u64 softleafIsPoisonMarker(u64 entry);
static u64 softleafToPte(u64 entry);
static u64 softleafType(u64 entry);
static u64 stacked(u64 top, u64 shift, u64 rest, u64 mask);
static u64 stackedInverted(u64 top, u64 shift, u64 rest, u64 by, u64 mask);
static u64 swpEntry(u64 type, u64 offset);
static u64 swpOffset(u64 entry);
static u64 swpOffsetPfn(u64 entry);
static u64 swpType(u64 entry);
static u64 toArch(u64 entry);
static u64 topBits(u64 word, u64 shift);
static u64 vmGetPageProt(u64 vmFlags);
static u64 withBoth(u64 word, u64 one, u64 other);
static u64 withOffsetBit(u64 entry, u64 bit);

static u64 advance(u64 pte, u64 nr) {
  return ((pteNeedsInvert(pte) ? (pte - (nr << M_pageShift)) : (pte + (nr << M_pageShift))));
}
static u64 archSwpEntry(u64 type, u64 offset) {
  return stackedInverted(type, M_swpTypeShift, offset, M_swpOffsetShift, M_swpOffset);
}
static u64 archSwpOffset(u64 archEntry) {
  return invertedField(archEntry, M_swpOffset, M_swpOffsetShift);
}
static u64 archSwpType(u64 archEntry) {
  return topBits(archEntry, M_swpTypeShift);
}
static u64 clearSaveddirtyShift(u64 word) {
  return restoreDirty(word);
}
static u64 flipProtnoneGuard(u64 old, u64 now, u64 mask) {
  return ((pteNeedsInvert(old) == pteNeedsInvert(now)) ? now : (now ^ mask));
}
static u64 fromArch(u64 word) {
  return swpEntry(archSwpType(word), archSwpOffset(word));
}
static u64 genericMaxSwapfileSize(void) {
  return (swpOffset(fromArch(toArch(swpEntry(0ULL, ((-1ULL)))))) + 1ULL);
}
static u64 hasAny(u64 word, u64 mask) {
  return ((word & mask) != 0ULL);
}
static u64 hasMarker(u64 entry, u64 bit) {
  return (isType_pteMarker(entry) && (((swpOffset(entry) & M_markerMask) & bit) != 0ULL));
}
static u64 invertedField(u64 word, u64 mask, u64 shift) {
  return (((~word) & mask) >> shift);
}
static u64 isDeviceExclusiveEntry(u64 entry) {
  return isType_deviceExclusive_deviceExclusiveRead_deviceExclusiveWrite(entry);
}
static u64 isDevicePrivateEntry(u64 entry) {
  return isType_deviceRead_deviceWrite(entry);
}
static u64 isHugeShstk(u64 pmd) {
  return (((!hasAny(pmd, M_rw)) && hasAny(pmd, M_shstkDirty)) && hasAny(pmd, M_pse));
}
static u64 isHwpoisonEntry(u64 entry) {
  return isType_hwpoison(entry);
}
static u64 isMigrationEntry(u64 entry) {
  return isType_migrationRead_migrationReadExclusive_migrationWrite(entry);
}
static u64 isMigrationEntryDirty(u64 entry) {
  return hasAny(swpOffset(entry), M_migDirty);
}
static u64 isMigrationEntryYoung(u64 entry) {
  return hasAny(swpOffset(entry), M_migYoung);
}
static u64 isPteMarker(u64 pte) {
  return (((!pteNone(pte)) && (!ptePresent(pte))) && isPteMarkerEntry(pteToSwpEntry(pte)));
}
static u64 isPteMarkerEntry(u64 entry) {
  return isType_pteMarker(entry);
}
static u64 isShstk(u64 pte) {
  return ((!hasAny(pte, M_rw)) && hasAny(pte, M_shstkDirty));
}
static u64 isType(u64 entry) {
  u64 type = swpType(entry);
  return (0);
}
static u64 isType_deviceExclusive_deviceExclusiveRead_deviceExclusiveWrite(u64 entry) {
  u64 type = swpType(entry);
  return ((T_deviceExclusive == type) || (T_deviceExclusiveRead == type) || (T_deviceExclusiveWrite == type));
}
static u64 isType_deviceRead(u64 entry) {
  u64 type = swpType(entry);
  return ((T_deviceRead == type));
}
static u64 isType_deviceRead_deviceWrite(u64 entry) {
  u64 type = swpType(entry);
  return ((T_deviceRead == type) || (T_deviceWrite == type));
}
static u64 isType_deviceWrite(u64 entry) {
  u64 type = swpType(entry);
  return ((T_deviceWrite == type));
}
static u64 isType_hwpoison(u64 entry) {
  u64 type = swpType(entry);
  return ((T_hwpoison == type));
}
static u64 isType_migrationRead(u64 entry) {
  u64 type = swpType(entry);
  return ((T_migrationRead == type));
}
static u64 isType_migrationReadExclusive(u64 entry) {
  u64 type = swpType(entry);
  return ((T_migrationReadExclusive == type));
}
static u64 isType_migrationRead_migrationReadExclusive_migrationWrite(u64 entry) {
  u64 type = swpType(entry);
  return ((T_migrationRead == type) || (T_migrationReadExclusive == type) || (T_migrationWrite == type));
}
static u64 isType_migrationWrite(u64 entry) {
  u64 type = swpType(entry);
  return ((T_migrationWrite == type));
}
static u64 isType_pteMarker(u64 entry) {
  u64 type = swpType(entry);
  return ((T_pteMarker == type));
}
static u64 keepAndSet(u64 word, u64 keep, u64 set) {
  return ((word & keep) | set);
}
static u64 makeDeviceExclusiveEntry(u64 pfn) {
  return make_deviceExclusive(pfn);
}
static u64 makeHwpoisonEntry(u64 pfn) {
  return make_hwpoison(pfn);
}
static u64 makeMigrationEntryDirty(u64 entry) {
  return withOffsetBit(entry, M_migDirty);
}
static u64 makeMigrationEntryYoung(u64 entry) {
  return withOffsetBit(entry, M_migYoung);
}
static u64 makePteMarker(u64 marker) {
  return toArch(makePteMarkerEntry(marker));
}
static u64 makePteMarkerEntry(u64 marker) {
  return make_pteMarker(marker);
}
static u64 makeReadableDevicePrivateEntry(u64 pfn) {
  return make_deviceRead(pfn);
}
static u64 makeReadableExclusiveMigrationEntry(u64 pfn) {
  return make_migrationReadExclusive(pfn);
}
static u64 makeReadableMigrationEntry(u64 pfn) {
  return make_migrationRead(pfn);
}
static u64 makeWritableDevicePrivateEntry(u64 pfn) {
  return make_deviceWrite(pfn);
}
static u64 makeWritableMigrationEntry(u64 pfn) {
  return make_migrationWrite(pfn);
}
static u64 make_deviceExclusive(u64 offset) {
  u64 type = T_deviceExclusive;
  return ((type == NO_TYPE) ? swpEntry(0ULL, 0ULL) : swpEntry(type, offset));
}
static u64 make_deviceRead(u64 offset) {
  u64 type = T_deviceRead;
  return ((type == NO_TYPE) ? swpEntry(0ULL, 0ULL) : swpEntry(type, offset));
}
static u64 make_deviceWrite(u64 offset) {
  u64 type = T_deviceWrite;
  return ((type == NO_TYPE) ? swpEntry(0ULL, 0ULL) : swpEntry(type, offset));
}
static u64 make_hwpoison(u64 offset) {
  u64 type = T_hwpoison;
  return ((type == NO_TYPE) ? swpEntry(0ULL, 0ULL) : swpEntry(type, offset));
}
static u64 make_migrationRead(u64 offset) {
  u64 type = T_migrationRead;
  return ((type == NO_TYPE) ? swpEntry(0ULL, 0ULL) : swpEntry(type, offset));
}
static u64 make_migrationReadExclusive(u64 offset) {
  u64 type = T_migrationReadExclusive;
  return ((type == NO_TYPE) ? swpEntry(0ULL, 0ULL) : swpEntry(type, offset));
}
static u64 make_migrationWrite(u64 offset) {
  u64 type = T_migrationWrite;
  return ((type == NO_TYPE) ? swpEntry(0ULL, 0ULL) : swpEntry(type, offset));
}
static u64 make_pteMarker(u64 offset) {
  u64 type = T_pteMarker;
  return ((type == NO_TYPE) ? swpEntry(0ULL, 0ULL) : swpEntry(type, offset));
}
static u64 mksaveddirtyShift(u64 word) {
  return saveDirty(word);
}
static u64 nonSwapEntry(u64 entry) {
  return (((M_pfnTypes | M_markerTypes) != 0ULL) && (swpType(entry) >= (M_maxSwapfiles)));
}
static u64 pfnPmd(u64 pfn, u64 prot) {
  return placePfn(pfn, prot, M_pmdPfn);
}
static u64 pfnPte(u64 pfn, u64 prot) {
  return placePfn(pfn, prot, M_pfn);
}
static u64 pfnPud(u64 pfn, u64 prot) {
  return placePfn(pfn, prot, M_pudPfn);
}
static u64 pgprot4k2Large(u64 prot) {
  return (((prot & (~M_pat)) & (~M_patLarge)) | (hasAny(prot, M_pat) ? M_patLarge : 0ULL));
}
static u64 pgprotLarge24k(u64 prot) {
  return (((prot & (~M_pat)) & (~M_patLarge)) | (hasAny(prot, M_patLarge) ? M_pat : 0ULL));
}
static u64 pgprotModify(u64 old, u64 prot) {
  return keepAndSet(old, M_chg, (D_pgprotModifyMasksNew ? (prot & (~M_chg)) : prot));
}
static u64 pkeyOf(u64 vmFlags) {
  u64 prot = 0ULL;
  prot = (((vmFlags & V_pkeyBit0) != 0ULL) ? (prot | M_pkeyBit0) : prot);
  prot = (((vmFlags & V_pkeyBit1) != 0ULL) ? (prot | M_pkeyBit1) : prot);
  prot = (((vmFlags & V_pkeyBit2) != 0ULL) ? (prot | M_pkeyBit2) : prot);
  prot = (((vmFlags & V_pkeyBit3) != 0ULL) ? (prot | M_pkeyBit3) : prot);
  return prot;
}
static u64 placePfn(u64 pfn, u64 prot, u64 mask) {
  return placed(pfn, M_pageShift, pteNeedsInvert(prot), mask, prot);
}
static u64 placed(u64 value, u64 by, u64 isInverted, u64 mask, u64 rest) {
  return (((isInverted ? (~(value << by)) : (value << by)) & mask) | rest);
}
static u64 pmdClearSaveddirty(u64 pmd) {
  return restoreDirty(pmd);
}
static u64 pmdClearUffdWp(u64 pmd) {
  return (pmd & (~M_uffdWp));
}
static u64 pmdDevmap(u64 pmd) {
  return hasAny(pmd, M_devmap);
}
static u64 pmdDirty(u64 pmd) {
  return hasAny(pmd, M_dirtyBits);
}
static u64 pmdFlags(u64 pmd) {
  return (pmd & ((~pmdPfnMask(pmd))));
}
static u64 pmdMkdevmap(u64 pmd) {
  return (pmd | M_devmap);
}
static u64 pmdMkhuge(u64 pmd) {
  return (pmd | M_pse);
}
static u64 pmdMkinvalid(u64 pmd) {
  return pfnPmd(pmdPfn(pmd), ((pmdFlags(pmd) & (~M_present)) & (~M_protnone)));
}
static u64 pmdMksaveddirty(u64 pmd) {
  return saveDirty(pmd);
}
static u64 pmdMkspecial(u64 pmd) {
  return (pmd | M_specialHuge);
}
static u64 pmdMkuffdWp(u64 pmd) {
  return pteMkuffdWp(pmd);
}
static u64 pmdMkwrite(u64 pmd, u64 vmFlags) {
  return (hasAny(vmFlags, V_shadowStack) ? keepAndSet(pmd, (~M_rw), M_dirty) : restoreDirty((pmd | M_rw)));
}
static u64 pmdMkwriteNovma(u64 pmd) {
  return (pmd | M_rw);
}
static u64 pmdMkwriteShstk(u64 pmd) {
  return keepAndSet(pmd, (~M_rw), M_dirty);
}
static u64 pmdModify(u64 pmd, u64 prot) {
  u64 old = (D_pmdModifyDropsDirty ? (pmd & (~M_dirty)) : pmd);
  u64 now = flipProtnoneGuard(pmd, ((old & M_hpageChg) | (prot & (~M_hpageChg))), M_pmdPfn);
  return (hasAny(pmd, M_rw) ? saveDirty(now) : restoreDirty(now));
}
static u64 pmdNone(u64 pmd) {
  return (!hasAny(pmd, (~M_knlErratum)));
}
static u64 pmdPfn(u64 pmd) {
  return (((pmd ^ protnoneMask(pmd)) & pmdPfnMask(pmd)) >> M_pageShift);
}
static u64 pmdPfnMask(u64 pmd) {
  return (hasAny(pmd, M_pse) ? M_pmdPfn : M_pfn);
}
static u64 pmdPresent(u64 pmd) {
  return ((pmd & ((M_present | M_protnone) | M_pse)) != 0ULL);
}
static u64 pmdShstk(u64 pmd) {
  return isHugeShstk(pmd);
}
static u64 pmdSpecial(u64 pmd) {
  return hasAny(pmd, M_specialHuge);
}
static u64 pmdToSwpEntry(u64 pmd) {
  return (((pmdPresent(pmd) || pmdNone(pmd)) && D_softleafFromPresentIsNone) ? 0ULL : fromArch(pmd));
}
static u64 pmdTransHuge(u64 pmd) {
  return ((pmd & (M_pse | M_devmap)) == M_pse);
}
static u64 pmdUffdWp(u64 pmd) {
  return pteUffdWp(pmd);
}
static u64 pmdWrite(u64 pmd) {
  return (hasAny(pmd, M_rw) || isHugeShstk(pmd));
}
static u64 pmdYoung(u64 pmd) {
  return hasAny(pmd, M_accessed);
}
static u64 protectionMap(u64 index) {
  return ((const u64[]){ P_PAGE_NONE, P_PAGE_READONLY, P_PAGE_COPY, P_PAGE_COPY, P_PAGE_READONLY_EXEC, P_PAGE_READONLY_EXEC, P_PAGE_COPY_EXEC, P_PAGE_COPY_EXEC, P_PAGE_NONE, P_PAGE_READONLY, P_PAGE_SHARED, P_PAGE_SHARED, P_PAGE_READONLY_EXEC, P_PAGE_READONLY_EXEC, P_PAGE_SHARED_EXEC, P_PAGE_SHARED_EXEC })[(index & 15ULL)];
}
static u64 protnoneMask(u64 word) {
  return (pteNeedsInvert(word) ? ((-1ULL)) : 0ULL);
}
static u64 pteAccessible(u64 pte, u64 flushPending) {
  return (hasAny(pte, M_present) || (hasAny(pte, M_protnone) && (flushPending != 0ULL)));
}
static u64 pteAdvancePfn(u64 pte, u64 nr) {
  return advance(pte, (nr));
}
static u64 pteClearSaveddirty(u64 pte) {
  return restoreDirty(pte);
}
static u64 pteClearSoftDirty(u64 pte) {
  return (pte & (~M_softDirty));
}
static u64 pteClearUffd(u64 pte) {
  return pteClearUffdWp(pte);
}
static u64 pteClearUffdWp(u64 pte) {
  return (pte & (~M_uffdWp));
}
static u64 pteClrglobal(u64 pte) {
  return (pte & (~M_global));
}
static u64 pteClrhuge(u64 pte) {
  return (pte & (~M_pse));
}
static u64 pteDevmap(u64 pte) {
  return hasAny(pte, M_devmap);
}
static u64 pteDirty(u64 pte) {
  return hasAny(pte, M_dirtyBits);
}
static u64 pteExec(u64 pte) {
  return (!hasAny(pte, M_nx));
}
static u64 pteFlags(u64 pte) {
  return (pte & M_flags);
}
static u64 pteGlobal(u64 pte) {
  return hasAny(pte, M_global);
}
static u64 pteHuge(u64 pte) {
  return hasAny(pte, M_pse);
}
static u64 pteIsUffdWpMarker(u64 pte) {
  return hasMarker(pteToSwpEntry(pte), M_markerUffdWp);
}
static u64 pteMarkerGet(u64 entry) {
  return ((T_pteMarker == NO_TYPE) ? 0ULL : (swpOffset(entry) & M_markerMask));
}
static u64 pteMkclean(u64 pte) {
  return (pte & (~M_dirtyBits));
}
static u64 pteMkdevmap(u64 pte) {
  return ((pte | M_special) | M_devmap);
}
static u64 pteMkdirty(u64 pte) {
  return saveDirty(withBoth(pte, M_dirty, M_softDirty));
}
static u64 pteMkexec(u64 pte) {
  return (pte & (~M_nx));
}
static u64 pteMkglobal(u64 pte) {
  return (pte | M_global);
}
static u64 pteMkhuge(u64 pte) {
  return (pte | M_pse);
}
static u64 pteMkold(u64 pte) {
  return (pte & (~M_accessed));
}
static u64 pteMksaveddirty(u64 pte) {
  return saveDirty(pte);
}
static u64 pteMksoftDirty(u64 pte) {
  return (pte | M_softDirty);
}
static u64 pteMkspecial(u64 pte) {
  return (pte | M_special);
}
static u64 pteMkuffd(u64 pte) {
  return pteMkuffdWp(pte);
}
static u64 pteMkuffdWp(u64 pte) {
  if ((!D_mkuffdWpWrprotects)) return (pte | M_uffdWp);
  return saveDirty(keepAndSet(pte, (~M_rw), M_uffdWp));
}
static u64 pteMkwrite(u64 pte, u64 vmFlags) {
  return (hasAny(vmFlags, V_shadowStack) ? keepAndSet(pte, (~M_rw), M_dirty) : restoreDirty((pte | M_rw)));
}
static u64 pteMkwriteNovma(u64 pte) {
  return (pte | M_rw);
}
static u64 pteMkwriteShstk(u64 pte) {
  return keepAndSet(pte, (~M_rw), M_dirty);
}
static u64 pteMkyoung(u64 pte) {
  return (pte | M_accessed);
}
static u64 pteModify(u64 pte, u64 prot) {
  u64 now = flipProtnoneGuard(pte, keepAndSet(pte, M_chg, (prot & (~M_chg))), M_pfn);
  return (hasAny(pte, M_rw) ? saveDirty(now) : restoreDirty(now));
}
static u64 pteNeedsInvert(u64 word) {
  return ((word != 0ULL) && (!hasAny(word, M_present)));
}
static u64 pteNextPfn(u64 pte) {
  return advance(pte, 1ULL);
}
static u64 pteNone(u64 pte) {
  return (!hasAny(pte, (~M_knlErratum)));
}
static u64 ptePfn(u64 pte) {
  return (((pte ^ protnoneMask(pte)) & M_pfn) >> M_pageShift);
}
static u64 ptePgprot(u64 pte) {
  return pteFlags(pte);
}
static u64 ptePresent(u64 pte) {
  return (hasAny(pte, M_present) || hasAny(pte, M_protnone));
}
static u64 pteProtnone(u64 pte) {
  return ((D_protnoneTest && (!hasAny(pte, M_present))) && hasAny(pte, M_protnone));
}
static u64 pteSame(u64 a, u64 b) {
  return (a == b);
}
static u64 pteShstk(u64 pte) {
  return isShstk(pte);
}
static u64 pteSoftDirty(u64 pte) {
  return hasAny(pte, M_softDirty);
}
static u64 pteSpecial(u64 pte) {
  return hasAny(pte, M_special);
}
static u64 pteSwpClearExclusive(u64 pte) {
  return (pte & (~M_swpExclusive));
}
static u64 pteSwpClearFlags(u64 pte) {
  return (((pte & (~M_swpSoftDirty)) & (~M_swpUffdWp)) & (~M_swpExclusive));
}
static u64 pteSwpClearSoftDirty(u64 pte) {
  return (pte & (~M_swpSoftDirty));
}
static u64 pteSwpClearUffd(u64 pte) {
  return pteSwpClearUffdWp(pte);
}
static u64 pteSwpClearUffdWp(u64 pte) {
  return (pte & (~M_swpUffdWp));
}
static u64 pteSwpExclusive(u64 pte) {
  return hasAny(pte, M_swpExclusive);
}
static u64 pteSwpMkexclusive(u64 pte) {
  return (pte | M_swpExclusive);
}
static u64 pteSwpMksoftDirty(u64 pte) {
  return (pte | M_swpSoftDirty);
}
static u64 pteSwpMkuffd(u64 pte) {
  return pteSwpMkuffdWp(pte);
}
static u64 pteSwpMkuffdWp(u64 pte) {
  return (pte | M_swpUffdWp);
}
static u64 pteSwpSoftDirty(u64 pte) {
  return hasAny(pte, M_swpSoftDirty);
}
static u64 pteSwpUffd(u64 pte) {
  return pteSwpUffdWp(pte);
}
static u64 pteSwpUffdWp(u64 pte) {
  return hasAny(pte, M_swpUffdWp);
}
static u64 pteToSwpEntry(u64 pte) {
  return (((ptePresent(pte) || pteNone(pte)) && D_softleafFromPresentIsNone) ? 0ULL : fromArch(pte));
}
static u64 pteUffd(u64 pte) {
  return pteUffdWp(pte);
}
static u64 pteUffdWp(u64 pte) {
  return hasAny(pte, M_uffdWp);
}
static u64 pteWrite(u64 pte) {
  return (hasAny(pte, M_rw) || isShstk(pte));
}
static u64 pteWrprotect(u64 pte) {
  return saveDirty((pte & (~M_rw)));
}
static u64 pteYoung(u64 pte) {
  return hasAny(pte, M_accessed);
}
static u64 pudClearSaveddirty(u64 pud) {
  return restoreDirty(pud);
}
static u64 pudDevmap(u64 pud) {
  return pmdDevmap(pud);
}
static u64 pudFlags(u64 pud) {
  return (pud & ((~pudPfnMask(pud))));
}
static u64 pudMkdevmap(u64 pud) {
  return pmdMkdevmap(pud);
}
static u64 pudMkinvalid(u64 pud) {
  return pfnPud(pudPfn(pud), ((pudFlags(pud) & (~M_present)) & (~M_protnone)));
}
static u64 pudMksaveddirty(u64 pud) {
  return saveDirty(pud);
}
static u64 pudMkspecial(u64 pud) {
  return (pud | M_specialHuge);
}
static u64 pudMkwrite(u64 pud) {
  return restoreDirty((pud | M_rw));
}
static u64 pudModify(u64 pud, u64 prot) {
  u64 now = flipProtnoneGuard(pud, ((pud & M_hpageChg) | (prot & (~M_hpageChg))), M_pudPfn);
  return (hasAny(pud, M_rw) ? saveDirty(now) : restoreDirty(now));
}
static u64 pudPfn(u64 pud) {
  return (((pud ^ protnoneMask(pud)) & pudPfnMask(pud)) >> M_pageShift);
}
static u64 pudPfnMask(u64 pud) {
  return (hasAny(pud, M_pse) ? M_pudPfn : M_pfn);
}
static u64 pudPresent(u64 pud) {
  return hasAny(pud, M_present);
}
static u64 pudShstk(u64 pud) {
  return pmdShstk(pud);
}
static u64 pudSpecial(u64 pud) {
  return hasAny(pud, M_specialHuge);
}
static u64 pudWrite(u64 pud) {
  return hasAny(pud, M_rw);
}
static u64 restoreDirty(u64 pte) {
  return ((hasAny(pte, M_rw) && hasAny(pte, M_savedDirty)) ? keepAndSet(pte, (~M_savedDirty), M_movedDirty) : pte);
}
static u64 saveDirty(u64 pte) {
  return (((!hasAny(pte, M_rw)) && hasAny(pte, M_movedDirty)) ? keepAndSet(pte, (~M_movedDirty), M_savedDirty) : pte);
}
static u64 softleafFromPte(u64 pte) {
  return pteToSwpEntry(pte);
}
static u64 softleafHasPfn(u64 entry) {
  return (((isMigrationEntry(entry) || isDevicePrivateEntry(entry)) || isDeviceExclusiveEntry(entry)) || (D_hwpoisonHasPfn && isHwpoisonEntry(entry)));
}
static u64 softleafIsGuardMarker(u64 entry) {
  return hasMarker(entry, M_markerGuard);
}
static u64 softleafIsPoisonMarker(u64 entry) {
  return hasMarker(entry, M_markerPoisoned);
}
static u64 softleafToPte(u64 entry) {
  return toArch(entry);
}
static u64 softleafType(u64 entry) {
  if ((entry == 0ULL)) return 0ULL;
  if ((!nonSwapEntry(entry))) return 1ULL;
  return (isType(entry) ? 0ULL : (isType(entry) ? 1ULL : (isType_migrationRead(entry) ? 2ULL : (isType_migrationReadExclusive(entry) ? 3ULL : (isType_migrationWrite(entry) ? 4ULL : (isType_deviceRead(entry) ? 5ULL : (isType_deviceWrite(entry) ? 6ULL : (isType_deviceExclusive_deviceExclusiveRead_deviceExclusiveWrite(entry) ? 7ULL : (isType_hwpoison(entry) ? 8ULL : (isType_pteMarker(entry) ? 9ULL : 0ULL))))))))));
}
static u64 stacked(u64 top, u64 shift, u64 rest, u64 mask) {
  return ((((top) << shift)) | (rest & mask));
}
static u64 stackedInverted(u64 top, u64 shift, u64 rest, u64 by, u64 mask) {
  return ((((top) << shift)) | ((~(rest << by)) & mask));
}
static u64 swpEntry(u64 type, u64 offset) {
  return stacked(type, M_entryTypeShift, offset, M_entryOffset);
}
static u64 swpOffset(u64 entry) {
  return (entry & M_entryOffset);
}
static u64 swpOffsetPfn(u64 entry) {
  return (swpOffset(entry) & M_swpPfn);
}
static u64 swpType(u64 entry) {
  return topBits(entry, M_entryTypeShift);
}
static u64 toArch(u64 entry) {
  return archSwpEntry(swpType(entry), swpOffset(entry));
}
static u64 topBits(u64 word, u64 shift) {
  return (((word) >> shift));
}
static u64 vmGetPageProt(u64 vmFlags) {
  u64 prot = protectionMap(((vmFlags & (((V_read | V_write) | V_exec) | V_shared))));
  return ((prot | pkeyOf(vmFlags)) | (D_vmGetPageProtAddsEnc ? M_enc : 0ULL));
}
static u64 withBoth(u64 word, u64 one, u64 other) {
  return ((word | one) | other);
}
static u64 withOffsetBit(u64 entry, u64 bit) {
  return ((bit == 0ULL) ? entry : swpEntry(swpType(entry), (swpOffset(entry) | bit)));
}
