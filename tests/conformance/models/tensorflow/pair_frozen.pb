
2
aPlaceholder*
dtype0*
shape
:
2
bPlaceholder*
dtype0*
shape
:

mulMulab*
T0
"
IdentityIdentitymul*
T0

addAddV2ab*
T0
$

Identity_1Identityadd*
T0"ª